import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataSetFolder } from '../../data-folder.ts';

const EPOCH = Date.UTC(2018, 3, 1);
export const DAY_MS = 86_400_000;

/** Card payments in order of time; arrays are parallel, [payments]. */
export interface CardPayments {
  /** Milliseconds since the epoch. */
  readonly at: Float64Array;
  /** Whole days since 2018-04-01. */
  readonly day: Int32Array;
  readonly card: Int32Array;
  readonly terminal: Int32Array;
  readonly amount: Float32Array;
  readonly fraud: Float32Array;
}

/** The day number of a date such as `2018-07-25`. */
export function dayOf(date: string): number {
  return (Date.parse(date) - EPOCH) / DAY_MS;
}

/**
 * Reads the simulated card payments of 2018-06-11 to 2018-08-14.
 * @throws {SuiteDataAbsentError}
 */
export async function readCardPayments(dataFolder?: string): Promise<CardPayments> {
  const folder = dataSetFolder('card-fraud-sim', dataFolder);
  const file = join(folder, 'transactions_2018-06-11_2018-08-14.csv.gz');
  const lines = gunzipSync(await readFile(file))
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(',', 5).map(Number));
  rows.sort((left, right) => left[0] - right[0]);
  const column = (place: number) => rows.map((row) => row[place]);
  return {
    at: Float64Array.from(rows, ([seconds]) => EPOCH + seconds * 1000),
    day: Int32Array.from(rows, ([seconds]) => Math.floor(seconds / 86_400)),
    card: Int32Array.from(column(1)),
    terminal: Int32Array.from(column(2)),
    amount: Float32Array.from(column(3)),
    fraud: Float32Array.from(column(4)),
  };
}
