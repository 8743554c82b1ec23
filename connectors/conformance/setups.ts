import type { Connector } from '../contract/connector.ts';
import type { ConformanceSetup } from './conformance.ts';
import type { PushConformanceCase } from './push-conformance.ts';

/** A connector with a source to try it on. */
export interface ConformanceCase<Config = unknown> {
  readonly connector: Connector<Config>;
  /** What the case is called, of a connector that has several; the connector's name where absent. */
  readonly title?: string;
  /** @throws {SetupAbsentError} where what the source needs is not there */
  readonly setup: () => Promise<ConformanceSetup<Config>>;
}

/** What is tried by reading it, or by sending to it. */
export type AnyConformanceCase<Config = unknown> =
  | ConformanceCase<Config>
  | PushConformanceCase<Config>;

type Load = () => Promise<AnyConformanceCase>;

const load =
  <Config>(module: () => Promise<{ conformanceCase: AnyConformanceCase<Config> }>): Load =>
  async () =>
    (await module()).conformanceCase as unknown as AnyConformanceCase;

/**
 * The source of every connector that comes with Portrait, for `portrait connector test`. A connector's
 * `conformance-setup.ts` exports its `conformanceCase`; it is loaded when it is asked for.
 */
export const conformanceCases: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['airbyte', load(() => import('../airbyte/conformance-setup.ts'))],
  ['files', load(() => import('../files/conformance-setup.ts'))],
  [
    'files in a bucket',
    async () => (await import('../files/conformance-setup.ts')).bucketCase as AnyConformanceCase,
  ],
  ['graphql', load(() => import('../graphql/conformance-setup.ts'))],
  ['http', load(() => import('../http/conformance-setup.ts'))],
  ['neo4j', load(() => import('../neo4j/conformance-setup.ts'))],
  ['postgres', load(() => import('../postgres/conformance-setup.ts'))],
  [
    'postgres by changes',
    async () =>
      (await import('../postgres/conformance-setup.ts')).changesCase as AnyConformanceCase,
  ],
  ['kafka', load(() => import('../kafka/conformance-setup.ts'))],
  ['hostile-orders', load(() => import('./hostile/reference-setup.ts'))],
  ['singer', load(() => import('../singer/conformance-setup.ts'))],
  ['webhook', load(() => import('../webhook/conformance-setup.ts'))],
]);
