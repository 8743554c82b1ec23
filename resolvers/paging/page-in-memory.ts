import type { KeysetPage, Page } from '../../store/index.ts';
import { clientError } from '../errors.ts';

const encode = (key: string) => Buffer.from(JSON.stringify([key])).toString('base64url');

function decode(cursor: string): string {
  let key: unknown;
  try {
    [key] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
  } catch {
    key = null;
  }
  if (typeof key === 'string') return key;
  throw clientError(
    'BAD_USER_INPUT',
    'The page cursor was not made by this list. Pass on a cursor exactly as an earlier page gave it.',
  );
}

/**
 * A keyset page over rows that a loader has brought already, so that a list of lists costs one
 * statement and not one a row.
 * @param rows in the order of their unique keys
 */
export function pageInMemory<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  page: KeysetPage,
): Page<Row> {
  const after = page.after == null ? null : decode(page.after);
  const before = page.before == null ? null : decode(page.before);
  let start = after === null ? 0 : rows.findIndex((row) => keyOf(row) > after);
  if (start < 0) start = rows.length;
  let end = before === null ? rows.length : rows.findIndex((row) => keyOf(row) >= before);
  if (end < 0) end = rows.length;
  end = Math.max(start, end);
  if (page.last !== undefined) start = Math.max(start, end - page.last);
  else if (page.first !== undefined) end = Math.min(end, start + page.first);
  return {
    rows: rows.slice(start, end).map((row) => ({ cursor: encode(keyOf(row)), row })),
    hasNextPage: end < rows.length,
    hasPreviousPage: start > 0,
  };
}

const RANK_DIGITS = 9;

/** A page over rows in the order in which they were put, whose keys are their places. */
export function pageByRank<Row>(rows: readonly Row[], page: KeysetPage): Page<Row> {
  const ranked = rows.map((row, place) => ({
    row,
    rank: String(place).padStart(RANK_DIGITS, '0'),
  }));
  const found = pageInMemory(ranked, ({ rank }) => rank, page);
  return { ...found, rows: found.rows.map(({ cursor, row }) => ({ cursor, row: row.row })) };
}
