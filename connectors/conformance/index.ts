export { type CheckName, checks } from './checks/index.ts';
export { type ConformanceSetup, conformance } from './conformance.ts';
export { readOnly, withoutCursor, withoutHttp, withoutNetwork } from './excuses.ts';
export { HostileProxy } from './hostile/hostile-proxy.ts';
export { HostileWire } from './hostile/hostile-wire.ts';
export { API_TOKEN, OrdersServer } from './hostile/orders-server.ts';
export type { Alteration, ConformanceOptions, Deeds, Network } from './options.ts';
export {
  type PushConformanceCase,
  type PushSubject,
  pushChecks,
  pushConformance,
  runPushConformance,
} from './push-conformance.ts';
export { type CheckReport, type ConformanceReport, checkNames, runConformance } from './run.ts';
export { SetupAbsentError } from './setup-absent-error.ts';
export { type AnyConformanceCase, type ConformanceCase, conformanceCases } from './setups.ts';
