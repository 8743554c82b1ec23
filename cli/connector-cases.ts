import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type AnyConformanceCase,
  importOutside,
  loadConformance,
  nearestName,
  packageFolder,
} from '../connectors/index.ts';
import type { ConnectorTest } from './commands/connector-test.ts';
import { UsageError } from './errors.ts';

type Load = () => Promise<AnyConformanceCase>;

const SETUP_FILES = ['conformance-setup.ts', 'conformance-setup.js'];

/**
 * The connectors to try with their test sources: all that come with Portrait, one of them, a package by
 * its connector's name, or the one in a folder.
 * @throws {UsageError} where there is none of that name
 */
export async function findConformanceCases(
  folder: string,
  name: string | null,
): Promise<ReadonlyMap<string, Load>> {
  const { conformanceCases } = await loadConformance();
  if (name === null) return conformanceCases;
  const known = conformanceCases.get(name);
  if (known !== undefined) return new Map([[name, known]]);
  const place = packageFolder(name, folder) ?? path.resolve(folder, name);
  const files = SETUP_FILES.map((file) => path.join(place, file));
  const file = files.find((one) => existsSync(one));
  if (file !== undefined) return new Map([[name, () => caseIn(file)]]);
  const names = [...conformanceCases.keys()];
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(
    `There is no connector "${name}" to try, and no ${SETUP_FILES[0]} in ${place}.${hint} There are: ${names.join(', ')}.`,
  );
}

async function caseIn(file: string): Promise<AnyConformanceCase> {
  const { conformanceCase } = await importOutside(file);
  if (typeof conformanceCase === 'object' && conformanceCase !== null) {
    return conformanceCase as AnyConformanceCase;
  }
  throw new UsageError(`${file} must export \`conformanceCase\`: a connector with its setup.`);
}

/** Tries one connector; where its source cannot be set up here, says why. */
export async function testConnector(
  title: string,
  load: Load,
  onProgress: (done: number, total: number) => void,
): Promise<ConnectorTest> {
  const { runConformance, runPushConformance, SetupAbsentError } = await loadConformance();
  const found = await load();
  if ('subject' in found) {
    const report = await runPushConformance(found);
    return { status: report.failed === 0 ? 'passed' : 'failed', reason: null, ...report };
  }
  const { connector, setup: begin, title: caseTitle = connector.spec.name } = found;
  try {
    const setup = await begin();
    try {
      const report = await runConformance(connector, setup.config, setup, onProgress);
      const status = report.failed === 0 ? 'passed' : 'failed';
      return { status, reason: null, ...report, connector: caseTitle };
    } finally {
      await setup.close?.();
    }
  } catch (error) {
    if (!(error instanceof SetupAbsentError)) throw error;
    const none = { passed: 0, failed: 0, notApplicable: 0, checks: [] };
    return { connector: title, status: 'absent', reason: error.message, ...none };
  }
}
