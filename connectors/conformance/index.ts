export { type CheckName, checks } from './checks/index.ts';
export { type ConformanceSetup, conformance } from './conformance.ts';
export { readOnly, withoutCursor, withoutHttp, withoutNetwork } from './excuses.ts';
export { HostileProxy } from './hostile/hostile-proxy.ts';
export { HostileWire } from './hostile/hostile-wire.ts';
export type { Alteration, ConformanceOptions, Deeds, Network } from './options.ts';
export { type CheckReport, type ConformanceReport, checkNames, runConformance } from './run.ts';
export { type ConformanceCase, conformanceCases, SetupAbsentError } from './setups.ts';
