import { after, before, describe, it } from 'node:test';
import type { Connector } from '../contract/connector.ts';
import type { CheckName } from './checks/index.ts';
import type { ConformanceOptions } from './options.ts';
import { type CheckReport, checkNames, startConformance } from './run.ts';
import { SetupAbsentError } from './setup-absent-error.ts';

/** A configuration with what else the checks need, for sources that are set up first. */
export interface ConformanceSetup<Config> extends ConformanceOptions<Config> {
  readonly config: Config;
  /** Called when all checks are done. */
  readonly close?: () => void | Promise<void>;
}

/**
 * Registers one test a check with Node's test runner. Call it at the top of a test file.
 *
 * @param given the configuration as it stands in portrait.yaml; or a function that sets the source up
 * before the first check, and returns the configuration together with the options
 * @example
 * conformance(shopConnector, { baseUrl, token }, { notApplicable: readOnly('the sandbox is shared') });
 */
export function conformance<Config extends object>(
  connector: Connector<Config>,
  given: Config | (() => Promise<ConformanceSetup<Config>>),
  options: ConformanceOptions<Config> = {},
): void {
  describe(`${connector.spec.name} keeps the contract`, () => {
    let setup: ConformanceSetup<Config>;
    let run: (name: CheckName) => Promise<CheckReport>;

    let absent: string | null = null;

    before(async () => {
      try {
        setup = typeof given === 'function' ? await given() : { ...options, config: given };
        run = startConformance(connector, setup.config, setup);
      } catch (error) {
        const mayBeAbsent = process.env.PORTRAIT_REQUIRE_SERVICES !== '1';
        if (!(error instanceof SetupAbsentError && mayBeAbsent)) throw error;
        absent = error.message;
      }
    });
    after(() => setup?.close?.());

    for (const name of checkNames) {
      it(name, async (test) => {
        if (absent !== null) return test.skip(absent);
        const { status, reason } = await run(name);
        if (status === 'not-applicable') test.skip(`not applicable: ${reason}`);
        else if (status === 'failed') throw new Error(`${name}: ${reason}`);
      });
    }
  });
}
