import { type RawBuilder, sql } from 'kysely';
import { binaryArray, binaryFloats, type ElementType } from './binary-array.ts';
import type { Json } from './json.ts';
import { checkInteger, checkJson, checkKey, checkNumber, checkText } from './values.ts';

/** How one column of many rows is sent: its SQL type, and each row's value as text or null. */
export interface InputColumn<Row> {
  readonly type: ElementType;
  readonly value: (row: Row, place: string) => string | null;
  /** Whether its texts are made of letters, digits and signs that no notation gives a meaning. */
  readonly plain?: true;
}

const orNull = <Value>(value: Value | null, check: (value: Value) => string): string | null =>
  value === null ? null : check(value);

/** A text that is part of a key. */
export function key<Row>(of: (row: Row) => string | null): InputColumn<Row> {
  return {
    type: 'text',
    value: (row, place) => orNull(of(row), (value) => checkKey(value, place)),
  };
}

export function text<Row>(of: (row: Row) => string | null): InputColumn<Row> {
  return {
    type: 'text',
    value: (row, place) => orNull(of(row), (value) => checkText(value, place)),
  };
}

export function integer<Row>(of: (row: Row) => number | null): InputColumn<Row> {
  return {
    type: 'bigint',
    plain: true,
    value: (row, place) => orNull(of(row), (value) => String(checkInteger(value, place))),
  };
}

export function real<Row>(of: (row: Row) => number | null): InputColumn<Row> {
  return {
    type: 'float8',
    plain: true,
    value: (row, place) => orNull(of(row), (value) => signed(checkNumber(value, place))),
  };
}

/** A number in digits; zero below zero, too, comes back as it went in. */
const signed = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

export function truth<Row>(of: (row: Row) => boolean | null): InputColumn<Row> {
  return {
    type: 'boolean',
    plain: true,
    value: (row) => orNull(of(row), (value) => (value ? 't' : 'f')),
  };
}

export function json<Row>(of: (row: Row) => Json): InputColumn<Row> {
  return { type: 'jsonb', value: (row, place) => checkJson(of(row), place) };
}

/** A text that was checked where it was made. */
export function checked<Row>(of: (row: Row) => string): InputColumn<Row> {
  return { type: 'text', value: of };
}

/** A column of vectors, which travel as the numbers of all rows in one. */
export interface VectorColumn<Row> {
  readonly type: 'vector';
  readonly numbers: (row: Row) => readonly number[];
}

export function vector<Row>(of: (row: Row) => readonly number[]): VectorColumn<Row> {
  return { type: 'vector', numbers: of };
}

/**
 * A `text[]` parameter. Not cast from text: a plain parameter can be looked up in an index and hashed,
 * a cast would be done again for every row.
 */
export function textArray(values: readonly string[]): RawBuilder<string[]> {
  return sql`${binaryArray('text', values)}::text[]`;
}

/** What becomes of the bytes of a parameter before it is sent. */
type Given = (array: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/**
 * Many rows as one table expression named `input`: one array parameter a column, whatever the number
 * of rows, because this is by far the fastest way into PostgreSQL short of COPY. Use it in `from`.
 * @param given what becomes of each array; `sendOnce` where the expression stands in one statement once
 * @throws {StoreValueError} naming table and column of a value that cannot be stored
 */
export function unnest<Row>(
  table: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, InputColumn<Row> | VectorColumn<Row>>>,
  given: Given = (array) => array,
): RawBuilder<unknown> {
  const sent = Object.entries(columns).map(([name, column]) => {
    const place = `${table}.${name}`;
    return column.type === 'vector'
      ? sentVectors(name, place, rows, column, given)
      : sentColumn(name, place, rows, column, given);
  });
  return sql`(select ${sql.join(sent.map(({ select }) => select))}
    from unnest(${sql.join(sent.flatMap(({ arrays }) => arrays))})
      as raw(${sql.join(sent.flatMap(({ names }) => names))})) as input`;
}

/** A column on its way: array parameters, what their elements are called, and what becomes of them. */
interface SentColumn {
  readonly arrays: readonly RawBuilder<unknown>[];
  readonly names: readonly RawBuilder<unknown>[];
  readonly select: RawBuilder<unknown>;
}

function sentColumn<Row>(
  name: string,
  place: string,
  rows: readonly Row[],
  { type, value }: InputColumn<Row>,
  given: Given,
): SentColumn {
  const texts = rows.map((row) => value(row, place));
  const array = sql`${given(binaryArray(type, texts))}::${sql.raw(type)}[]`;
  return { arrays: [array], names: [sql.ref(name)], select: sql.ref(name) };
}

/** Arrays of vectors are not understood everywhere: each row says which numbers of all are its own. */
function sentVectors<Row>(
  name: string,
  place: string,
  rows: readonly Row[],
  { numbers }: VectorColumn<Row>,
  given: Given,
): SentColumn {
  const all: number[] = [];
  const firsts: string[] = [];
  const lasts: string[] = [];
  for (const row of rows) {
    firsts.push(String(all.length + 1));
    for (const value of numbers(row)) all.push(checkNumber(value, place));
    lasts.push(String(all.length));
  }
  const [first, last] = [sql.ref(`${name}_first`), sql.ref(`${name}_last`)];
  return {
    arrays: [firsts, lasts].map((ends) => sql`${given(binaryArray('bigint', ends))}::bigint[]`),
    names: [first, last],
    select: sql`(${given(binaryFloats(all))}::float4[])[${first}:${last}]::vector as ${sql.ref(name)}`,
  };
}

/**
 * Many rows as the text that COPY reads: a line a row, a tab between columns.
 * @throws {StoreValueError} naming table and column of a value that cannot be stored
 */
export function copyText<Row>(
  table: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, InputColumn<Row>>>,
): string {
  const cells = Object.entries(columns).map(([name, column]) => {
    const place = `${table}.${name}`;
    return (row: Row): string => {
      const value = column.value(row, place);
      if (value === null) return '\\N';
      return column.plain ? value : copied(value);
    };
  });
  let text = '';
  for (const row of rows) {
    for (let index = 0; index < cells.length; index += 1) {
      text += (index === 0 ? '' : '\t') + cells[index]!(row);
    }
    text += '\n';
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

const copied = (value: string): string =>
  /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]!) : value;

/** Cuts rows into pieces that a statement can carry. */
export function* pieces<Row>(rows: readonly Row[], size = 5_000): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
