import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SuiteDataAbsentError } from './suite.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The folder of one data set. Data are never part of the project: they lie beside it.
 * @throws {SuiteDataAbsentError} naming the folder and how to point elsewhere
 */
export function dataSetFolder(name: string, dataFolder?: string): string {
  const root = resolve(projectRoot, dataFolder ?? process.env.PORTRAIT_DATA ?? '../shared/data');
  const folder = join(root, name);
  if (!existsSync(folder)) {
    throw new SuiteDataAbsentError(
      `The data set '${name}' is not in ${root}. Put it there, or set PORTRAIT_DATA to the folder that holds it.`,
    );
  }
  return folder;
}
