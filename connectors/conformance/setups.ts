import type { Connector } from '../contract/connector.ts';
import type { ConformanceSetup } from './conformance.ts';

/** The source cannot be set up here; the message says what is missing. */
export class SetupAbsentError extends Error {
  override readonly name = 'SetupAbsentError';
}

/** A connector with a source to try it on. */
export interface ConformanceCase<Config = unknown> {
  readonly connector: Connector<Config>;
  /** @throws {SetupAbsentError} where what the source needs is not there */
  readonly setup: () => Promise<ConformanceSetup<Config>>;
}

type Load = () => Promise<ConformanceCase>;

const load =
  <Config>(module: () => Promise<{ conformanceCase: ConformanceCase<Config> }>): Load =>
  async () =>
    (await module()).conformanceCase as unknown as ConformanceCase;

/**
 * The source of every connector that comes with Portrait, for `portrait connector test`. A connector's
 * `conformance-setup.ts` exports its `conformanceCase`; it is loaded when it is asked for.
 */
export const conformanceCases: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['hostile-orders', load(() => import('./hostile/reference-setup.ts'))],
]);
