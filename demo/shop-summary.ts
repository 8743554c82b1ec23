import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a generated shop consists of. */
export interface ShopSummary {
  readonly folder: string;
  readonly users: number;
  readonly items: number;
  readonly places: number;
  readonly seed: number;
  /** Rows as written, with duplicates and malformed ones. */
  readonly rows: {
    readonly clicks: number;
    readonly orders: number;
    readonly pings: number;
    readonly friends: number;
    readonly customers: number;
  };
  readonly files: readonly string[];
}

const FILE = 'shop.json';

/** Written last, so that a shop whose making was cut short is known by its absence. */
export function writeSummary(summary: ShopSummary): void {
  const { folder, ...rest } = summary;
  writeFileSync(path.join(folder, FILE), `${JSON.stringify(rest, null, 2)}\n`);
}

export function removeSummary(folder: string): void {
  rmSync(path.join(folder, FILE), { force: true });
}

/** The shop that lies complete in a folder; null where there is none. */
export function readSummary(folder: string): ShopSummary | null {
  const file = path.join(folder, FILE);
  return existsSync(file) ? { folder, ...JSON.parse(readFileSync(file, 'utf8')) } : null;
}
