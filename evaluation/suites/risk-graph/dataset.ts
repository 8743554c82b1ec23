import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type FeatureTable, featureTable } from '../../../fusion/heads/index.ts';
import { SparseMatrix } from '../../../fusion/linear/index.ts';
import { dataSetFolder } from '../../data-folder.ts';

const FEATURES = 10;
export const SPLITS = 10;

/** Which rows of a split are for what. */
export interface NodeSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Crowd workers who worked on common tasks; a label of 1 is a worker who was banned. */
export interface WorkerGraph {
  readonly graph: SparseMatrix;
  readonly table: FeatureTable;
  readonly labels: Float32Array;
  /** The official ones. */
  readonly splits: readonly NodeSplit[];
}

/**
 * Reads the graph of workers.
 * @throws {SuiteDataAbsentError}
 */
export async function readWorkers(dataFolder?: string): Promise<WorkerGraph> {
  const folder = dataSetFolder('tolokers', dataFolder);
  const nodes = (await readRows(join(folder, 'nodes.tsv.gz'))).slice(1);
  const column = (place: number): Float32Array => Float32Array.from(nodes, (row) => row[place]);
  const neighbours = nodes.map((): number[] => []);
  for (const [left, right] of await readRows(join(folder, 'edges.tsv.gz'))) {
    if (left === right) continue;
    neighbours[left].push(right);
    neighbours[right].push(left);
  }
  const rowsWhere = (split: Float32Array, part: number): Int32Array =>
    Int32Array.from([...split.keys()].filter((row) => split[row] === part));
  return {
    graph: SparseMatrix.fromRows(
      nodes.length,
      neighbours.map((own) => {
        const indices = [...new Set(own)];
        return { indices, values: indices.map(() => 1) };
      }),
    ),
    table: featureTable(
      Array.from({ length: FEATURES }, (_, at) => ({
        name: `f${at}`,
        group: 'own',
        values: column(1 + at),
      })),
    ),
    labels: column(0),
    splits: Array.from({ length: SPLITS }, (_, at) => {
      const split = column(1 + FEATURES + at);
      return {
        train: rowsWhere(split, 0),
        validation: rowsWhere(split, 1),
        test: rowsWhere(split, 2),
      };
    }),
  };
}

async function readRows(file: string): Promise<number[][]> {
  const text = gunzipSync(await readFile(file))
    .toString('latin1')
    .trimEnd();
  return text.split('\n').map((line) => line.split('\t').map(Number));
}
