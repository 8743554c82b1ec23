import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type Suite,
  type SuiteOptions,
  type SuiteReport,
  type SuiteResult,
  type Surroundings,
  UnknownModalityError,
} from './suite.ts';
import { adaptationSuite } from './suites/adaptation/suite.ts';
import { collaborativeSuites } from './suites/collaborative/suite.ts';
import { explanationsSuite } from './suites/explanations/suite.ts';
import { marketingSuite } from './suites/marketing/suite.ts';
import { missingSuites } from './suites/missing/suite.ts';
import { newItemsSuite } from './suites/new-items/suite.ts';
import { riskCardsSuite } from './suites/risk-cards/suite.ts';
import { riskGraphSuite } from './suites/risk-graph/suite.ts';
import { segmentsSuite } from './suites/segments/suite.ts';
import { sequentialSuites } from './suites/sequential/suite.ts';
import { sessionsSuite } from './suites/sessions/suite.ts';
import { traitsSuite } from './suites/traits/suite.ts';
import { transferSuite } from './suites/transfer/suite.ts';
import { yelpSuites } from './suites/yelp/suite.ts';

/** Thrown for a suite that is not there. */
export class UnknownSuiteError extends Error {
  override readonly name = 'UnknownSuiteError';
}

/** All suites by name. */
export const suites: ReadonlyMap<string, Suite> = new Map(
  [
    adaptationSuite,
    ...yelpSuites,
    ...missingSuites,
    ...collaborativeSuites,
    explanationsSuite,
    marketingSuite,
    newItemsSuite,
    riskCardsSuite,
    riskGraphSuite,
    segmentsSuite,
    ...sequentialSuites,
    sessionsSuite,
    traitsSuite,
    transferSuite,
  ].map((suite) => [suite.name, suite]),
);

/**
 * Runs a suite and adds what it took.
 * @throws {UnknownSuiteError}
 * @throws {SuiteDataAbsentError}
 * @throws {UnknownModalityError} where it cannot be run with the modalities that are asked for
 */
export async function runSuite(name: string, options: SuiteOptions = {}): Promise<SuiteReport> {
  const suite = suites.get(name);
  if (!suite) {
    throw new UnknownSuiteError(
      `There is no suite '${name}'. Known: ${[...suites.keys()].join(', ')}.`,
    );
  }
  const { modalities: known = [] } = suite;
  const unknown = options.modalities?.find((modality) => !known.includes(modality));
  if (unknown !== undefined) throw new UnknownModalityError(unknown, known);
  return describeRun(name, () => suite.run(options));
}

/** Runs anything that measures, and adds to its result what it took. */
export async function describeRun(
  suite: string,
  run: () => Promise<SuiteResult>,
): Promise<SuiteReport> {
  return { suite, ...(await withSurroundings(run)) };
}

/** Adds to any result what making it took, and of which state of the code it speaks. */
export async function withSurroundings<Result>(
  run: () => Promise<Result>,
): Promise<Result & Surroundings> {
  const start = performance.now();
  const result = await run();
  return {
    ...result,
    seconds: Math.round(performance.now() - start) / 1000,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    commit: await commit(),
  };
}

async function commit(): Promise<string | null> {
  const folder = dirname(fileURLToPath(import.meta.url));
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder });
    return stdout.trim();
  } catch {
    // An unpacked archive has no history; the report says so with null.
    return null;
  }
}
