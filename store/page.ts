import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreValueError } from './errors.ts';

export const DEFAULT_PAGE_SIZE = 50;
export const MAXIMUM_PAGE_SIZE = 1_000;

/** Which rows of an ordered list are wanted: the first after a cursor, or the last before one. */
export interface KeysetPage {
  readonly first?: number;
  readonly after?: string | null;
  readonly last?: number;
  readonly before?: string | null;
}

/** Rows in the list's one order, whichever way they were asked for. A cursor stays valid for ever. */
export interface Page<Row> {
  readonly rows: readonly { readonly cursor: string; readonly row: Row }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** One column of the order; the last one must make it unique. No column may be null. */
export interface OrderColumn {
  readonly column: string;
  readonly type: 'text' | 'bigint' | 'float8';
  readonly descending?: boolean;
}

type Bound = readonly string[];

function encode(row: Readonly<Record<string, unknown>>, order: readonly OrderColumn[]): string {
  const values = order.map(({ column }) => String(row[column]));
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function decode(cursor: string, order: readonly OrderColumn[]): Bound {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    values = null;
  }
  const fits =
    Array.isArray(values) &&
    values.length === order.length &&
    values.every(
      (value, index) =>
        typeof value === 'string' &&
        !value.includes('\0') &&
        (order[index]!.type === 'text' || (value !== '' && !Number.isNaN(Number(value)))) &&
        (order[index]!.type !== 'bigint' || Number.isSafeInteger(Number(value))),
    );
  if (!fits) {
    throw new StoreValueError(
      'The page cursor',
      'was not made by this list',
      'Pass on a cursor exactly as an earlier page of the same list gave it.',
    );
  }
  return values as string[];
}

/** Strictly beyond the bound in the order's direction (`after`), or strictly short of it. */
function beyond(bound: Bound, order: readonly OrderColumn[], after: boolean): RawBuilder<boolean> {
  const alternatives = order.map((current, depth) => {
    const terms = order.slice(0, depth + 1).map(({ column, type }, index) => {
      const value = sql`${bound[index]!}::text::${sql.raw(type)}`;
      if (index < depth) return sql`rows.${sql.ref(column)} = ${value}`;
      const ascending = (current.descending ?? false) !== after;
      return sql`rows.${sql.ref(column)} ${sql.raw(ascending ? '>' : '<')} ${value}`;
    });
    return sql`(${sql.join(terms, sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(alternatives, sql` or `)})`;
}

function size(wanted: number | undefined, name: string): number {
  if (wanted === undefined) return DEFAULT_PAGE_SIZE;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MAXIMUM_PAGE_SIZE) {
    throw new StoreValueError(
      `The page's ${name}`,
      `must be a whole number from 0 to ${MAXIMUM_PAGE_SIZE}`,
      'Ask for less and follow the cursors.',
    );
  }
  return wanted;
}

/**
 * Reads one page by keys: rows that come or go elsewhere in the list never shift it. At most three
 * statements, whatever the size.
 * @param select a SELECT whose output has the columns of `order`
 */
export async function readPage<Row extends object>(
  context: StoreContext,
  select: RawBuilder<Row>,
  order: readonly OrderColumn[],
  page: KeysetPage,
): Promise<Page<Row>> {
  if (page.first !== undefined && page.last !== undefined) {
    throw new StoreValueError('The page', 'has both first and last', 'Give one of the two.');
  }
  const backward = page.last !== undefined;
  const limit = backward ? size(page.last, 'last') : size(page.first, 'first');
  const after = page.after == null ? null : beyond(decode(page.after, order), order, true);
  const before = page.before == null ? null : beyond(decode(page.before, order), order, false);
  const conditions = [sql<boolean>`true`, ...(after ? [after] : []), ...(before ? [before] : [])];
  const sorting = order.map(
    ({ column, descending }) =>
      sql`rows.${sql.ref(column)} ${sql.raw((descending ?? false) !== backward ? 'desc' : 'asc')}`,
  );
  const found = await context.rows(
    sql<Row>`select * from (${select}) as rows where ${sql.join(conditions, sql` and `)}
      order by ${sql.join(sorting)} limit ${limit + 1}::int`,
  );
  const more = found.length > limit;
  const rows = more ? found.slice(0, limit) : found;
  if (backward) rows.reverse();
  const outside = async (bound: RawBuilder<boolean> | null): Promise<boolean> => {
    if (!bound) return false;
    const answer = await context.row(
      sql<{
        any: boolean;
      }>`select exists (select 1 from (${select}) as rows where not ${bound}) as any`,
    );
    return answer.any;
  };
  const earlier = await outside(after);
  const later = await outside(before);
  return {
    rows: rows.map((row) => ({ cursor: encode(row as Record<string, unknown>, order), row })),
    hasNextPage: backward ? later : more || later,
    hasPreviousPage: backward ? more || earlier : earlier,
  };
}

/** The same page with other rows. */
export function mapPage<From, To>(page: Page<From>, change: (row: From) => To): Page<To> {
  return { ...page, rows: page.rows.map(({ cursor, row }) => ({ cursor, row: change(row) })) };
}
