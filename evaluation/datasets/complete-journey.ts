import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dataSetFolder } from '../data-folder.ts';

export const DAY_MS = 86_400_000;
/** Day 0 of the data's calendar. */
const FIRST_DAY = Date.UTC(2017, 0, 1);

/** A row of a table, as text. */
export type TextRow = Readonly<Record<string, string>>;

/** Lines of baskets in order of time; arrays are parallel, [lines]. */
export interface BasketLines {
  /** Milliseconds since the epoch. */
  readonly at: Float64Array;
  /** Index into `households`. */
  readonly household: Int32Array;
  /** Index into `products`. */
  readonly product: Int32Array;
  readonly basket: Float64Array;
  readonly store: Int32Array;
  readonly quantity: Float32Array;
  /** What was paid, in dollars. */
  readonly value: Float32Array;
  readonly retailDiscount: Float32Array;
  readonly couponDiscount: Float32Array;
}

export interface Product {
  readonly id: string;
  readonly department: string;
  readonly category: string;
  readonly type: string;
  readonly brand: string;
}

/** A year of a grocer's households. */
export interface CompleteJourney {
  /** Ids, ascending. */
  readonly households: readonly string[];
  readonly products: readonly Product[];
  readonly lines: BasketLines;
  readonly folder: string;
}

/** The instant at which a day begins, counted from 2017-01-01. */
export function startOfDay(day: number): number {
  return FIRST_DAY + day * DAY_MS;
}

/** The day of a date such as `2017-03-03`. */
export function dayOfDate(date: string): number {
  return (Date.parse(date) - FIRST_DAY) / DAY_MS;
}

/** One of the small tables. */
export async function readTable(folder: string, name: string): Promise<TextRow[]> {
  const bytes = gunzipSync(await readFile(join(folder, `${name}.csv.gz`)));
  return parse(bytes, { columns: true }) as TextRow[];
}

/**
 * Reads all transactions.
 * @throws {SuiteDataAbsentError}
 */
export async function readCompleteJourney(dataFolder?: string): Promise<CompleteJourney> {
  const folder = dataSetFolder('completejourney', dataFolder);
  const columns = await readColumns(join(folder, 'transactions.zstd.parquet'));
  const [productColumn, householdColumn] = [columns.product_id, columns.household_id];
  const householdIds = [...new Set(householdColumn)].sort((left, right) => left - right);
  const known = new Map(
    (await readTable(folder, 'products')).map((row) => [Number(row.product_id), row]),
  );
  const productIds = [...new Set(productColumn)].sort((left, right) => left - right);
  const named = (value: string | undefined): string => (value ? value : 'unknown');
  const placeOf = (ids: readonly number[]) => new Map(ids.map((id, place) => [id, place]));
  const [households, products] = [placeOf(householdIds), placeOf(productIds)];
  const lines: BasketLines = {
    at: columns.transaction_timestamp,
    household: Int32Array.from(householdColumn, (id) => households.get(id) ?? -1),
    product: Int32Array.from(productColumn, (id) => products.get(id) ?? -1),
    basket: columns.basket_id,
    store: Int32Array.from(columns.store_id),
    quantity: Float32Array.from(columns.quantity),
    value: Float32Array.from(columns.sales_value),
    retailDiscount: Float32Array.from(columns.retail_disc),
    couponDiscount: Float32Array.from(columns.coupon_disc),
  };
  return {
    households: householdIds.map(String),
    products: productIds.map((id) => {
      const row = known.get(id);
      return {
        id: String(id),
        department: named(row?.department),
        category: named(row?.product_category),
        type: named(row?.product_type),
        brand: named(row?.brand),
      };
    }),
    lines: inOrderOfTime(lines),
    folder,
  };
}

const COLUMNS = [
  'household_id',
  'store_id',
  'basket_id',
  'product_id',
  'quantity',
  'sales_value',
  'retail_disc',
  'coupon_disc',
  'transaction_timestamp',
] as const;

type Columns = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;

async function readColumns(file: string): Promise<Columns> {
  const read: Record<string, number[]> = {};
  await parquetRead({
    file: await asyncBufferFromFile(file),
    compressors,
    columns: [...COLUMNS],
    onChunk({ columnName, columnData, rowStart }) {
      const column = read[columnName] ?? [];
      read[columnName] = column;
      // Numbers, big integers and dates alike become plain numbers.
      for (let at = 0; at < columnData.length; at += 1) {
        column[rowStart + at] = Number(columnData[at]);
      }
    },
  });
  return Object.fromEntries(
    COLUMNS.map((name) => [name, Float64Array.from(read[name] ?? [])]),
  ) as Columns;
}

/** Rows by time; what happened at the same instant keeps the file's order. */
function inOrderOfTime(lines: BasketLines): BasketLines {
  const order = Int32Array.from(lines.at.keys()).sort(
    (left, right) => lines.at[left] - lines.at[right] || left - right,
  );
  const sorted = <Column extends Float64Array | Float32Array | Int32Array>(
    column: Column,
  ): Column => column.map((_, place) => column[order[place]]) as Column;
  return {
    at: sorted(lines.at),
    household: sorted(lines.household),
    product: sorted(lines.product),
    basket: sorted(lines.basket),
    store: sorted(lines.store),
    quantity: sorted(lines.quantity),
    value: sorted(lines.value),
    retailDiscount: sorted(lines.retailDiscount),
    couponDiscount: sorted(lines.couponDiscount),
  };
}
