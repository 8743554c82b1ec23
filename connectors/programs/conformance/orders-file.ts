import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A row of the orders; `deletedAt` is set on what was deleted. */
export interface OrderRow {
  readonly id: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
  readonly [field: string]: unknown;
}

/** What the programs want to be told before they read. */
export const PASSWORD = 'the "password" of / orders';

const ROWS = 50;
const MINUTE_MS = 60_000;

/** The rows that a program reads, in the order of their times. */
export function readOrders(file: string): OrderRow[] {
  const rows = JSON.parse(readFileSync(file, 'utf8')) as OrderRow[];
  return rows.sort((left, right) => Date.parse(left.updatedAt) - Date.parse(right.updatedAt));
}

/** JSON Schema of the fields of records; a field that is never set is a text. */
export function propertiesOf(records: readonly Readonly<Record<string, unknown>>[]): object {
  const types = new Map<string, string>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) {
      if (value !== null || !types.has(name))
        types.set(name, value === null ? 'string' : typeof value);
    }
  }
  return Object.fromEntries([...types].map(([name, type]) => [name, { type: ['null', type] }]));
}

/** The file that the programs of the conformance checks read, and what may be done to it. */
export class OrdersFile {
  readonly folder = mkdtempSync(join(tmpdir(), 'portrait-orders-'));
  readonly path = join(this.folder, 'orders.json');
  #count = 0;

  constructor() {
    const rows = Array.from({ length: ROWS }, (_, index) => ({
      id: `o-${index}`,
      updatedAt: new Date(Date.UTC(2025, 0, 1) + index * MINUTE_MS).toISOString(),
      deletedAt: null,
      note: `note ${index}`,
      amount: index * 1.25,
    }));
    this.#write(rows);
  }

  get rows(): OrderRow[] {
    return readOrders(this.path);
  }

  /** Adds a row at an instant, or after all others; its id. */
  add(updatedAt: string = this.after(), fields: Readonly<Record<string, unknown>> = {}): string {
    this.#count += 1;
    const id = `new-${this.#count}`;
    const row = { id, updatedAt, deletedAt: null, note: 'new', amount: 1, ...fields };
    this.#write([...this.rows, row]);
    return id;
  }

  /** Changes the first row that is not deleted, by what is made of its new time; its id. */
  touch(change: (at: string) => Readonly<Record<string, unknown>>): string {
    const rows = this.rows;
    const index = rows.findIndex(({ deletedAt }) => deletedAt === null);
    const at = this.after();
    rows[index] = { ...rows[index], updatedAt: at, ...change(at) };
    this.#write(rows);
    return rows[index].id;
  }

  /** Gives every row another shape; what undoes it. */
  reshape(change: (row: OrderRow) => OrderRow): () => void {
    const before = readFileSync(this.path);
    this.#write(this.rows.map(change));
    return () => writeFileSync(this.path, before);
  }

  /** An instant after all others, or so many minutes before the last. */
  after(minutes = 1): string {
    const last = Math.max(...this.rows.map(({ updatedAt }) => Date.parse(updatedAt)));
    return new Date(last + minutes * MINUTE_MS).toISOString();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** At once, so that a program that reads meanwhile never sees half of it. */
  #write(rows: readonly OrderRow[]): void {
    writeFileSync(`${this.path}.new`, JSON.stringify(rows));
    renameSync(`${this.path}.new`, this.path);
  }
}
