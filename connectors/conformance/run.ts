import { setTimeout as pause } from 'node:timers/promises';
import type { Connector } from '../contract/connector.ts';
import type { Check } from './checks/check.ts';
import { type CheckName, checks } from './checks/index.ts';
import { ConformanceFailure, NotApplicable } from './failure.ts';
import type { ConformanceOptions } from './options.ts';
import { Subject } from './subject.ts';

/** How one check went. */
export interface CheckReport {
  readonly name: string;
  readonly promise: string;
  readonly status: 'passed' | 'failed' | 'not-applicable';
  /** Why it failed or does not apply; null where it passed. */
  readonly reason: string | null;
  readonly milliseconds: number;
}

/** How a connector keeps the contract. */
export interface ConformanceReport {
  readonly connector: string;
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly checks: readonly CheckReport[];
}

/** A check that takes longer than this many times the connector's patience does not end by itself. */
const PATIENCES = 6;

export const checkNames = Object.keys(checks) as CheckName[];

/** Runs every check against a connector, one after the other. */
export async function runConformance<Config>(
  connector: Connector<Config>,
  config: Config,
  options: ConformanceOptions<Config> = {},
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ConformanceReport> {
  const run = startConformance(connector, config, options);
  const reports: CheckReport[] = [];
  for (const name of checkNames) {
    reports.push(await run(name));
    onProgress(reports.length, checkNames.length);
  }
  const count = (status: CheckReport['status']) =>
    reports.filter((report) => report.status === status).length;
  return {
    connector: connector.spec.name,
    passed: count('passed'),
    failed: count('failed'),
    notApplicable: count('not-applicable'),
    checks: reports,
  };
}

/** The checks over one subject; call them in the order of `checkNames`. */
export function startConformance<Config>(
  connector: Connector<Config>,
  config: Config,
  options: ConformanceOptions<Config>,
): (name: CheckName) => Promise<CheckReport> {
  const subject = new Subject(
    connector as Connector,
    config,
    options as ConformanceOptions<unknown>,
  );
  return async (name) => {
    const check: Check = checks[name];
    const start = performance.now();
    const excused = options.notApplicable?.[name];
    const outcome =
      excused === undefined
        ? await outcomeOf(check, subject)
        : ({ status: 'not-applicable', reason: excused } as const);
    const milliseconds = Math.round(performance.now() - start);
    return { name, promise: check.promise, ...outcome, milliseconds };
  };
}

async function outcomeOf(
  check: Check,
  subject: Subject,
): Promise<Pick<CheckReport, 'status' | 'reason'>> {
  const limitMs = subject.patienceMs * PATIENCES;
  const timer = new AbortController();
  try {
    const limit = pause(limitMs, 'late', { signal: timer.signal, ref: false }).catch(() => 'late');
    const result = await Promise.race([check.run(subject), limit]);
    if (result === 'late') throw new ConformanceFailure(`it has not ended after ${limitMs} ms`);
    return { status: 'passed', reason: null };
  } catch (error) {
    if (error instanceof NotApplicable) {
      return { status: 'not-applicable', reason: error.message };
    }
    if (error instanceof ConformanceFailure) return { status: 'failed', reason: error.message };
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { status: 'failed', reason: `it ended with ${words}` };
  } finally {
    timer.abort();
  }
}
