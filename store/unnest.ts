import { type RawBuilder, sql } from 'kysely';
import type { Json } from './json.ts';
import { checkInteger, checkJson, checkKey, checkNumber, checkText } from './values.ts';

/** How one column of many rows is sent: its SQL type, and each row's value as text or null. */
export interface InputColumn<Row> {
  readonly type: string;
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
    value: (row, place) => orNull(of(row), (value) => String(checkNumber(value, place))),
  };
}

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

/** JSON that is kept as it was written and never looked into. */
export function jsonText<Row>(of: (row: Row) => Json): InputColumn<Row> {
  return { ...json(of), type: 'json' };
}

export function vector<Row>(of: (row: Row) => readonly number[]): InputColumn<Row> {
  return {
    type: 'vector',
    value: (row, place) =>
      `[${of(row)
        .map((value) => checkNumber(value, place))
        .join(',')}]`,
  };
}

/** PostgreSQL's text form of an array, which both drivers pass on unread. */
export function arrayLiteral(values: readonly (string | null)[]): string {
  const quoted = values.map((value) => {
    if (value === null) return 'NULL';
    return /["\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
  });
  return `{${quoted.join(',')}}`;
}

/**
 * A `text[]` parameter. Not cast from text: a plain parameter can be looked up in an index and hashed,
 * a cast would be done again for every row.
 */
export function textArray(values: readonly string[]): RawBuilder<string[]> {
  return sql`${arrayLiteral(values)}::text[]`;
}

/**
 * Many rows as one table expression named `input`: one array parameter a column, whatever the number
 * of rows, because this is by far the fastest way into PostgreSQL short of COPY. Use it in `from`.
 * A vector travels as text and is cast, since arrays of vectors are not understood everywhere.
 * @throws {StoreValueError} naming table and column of a value that cannot be stored
 */
export function unnest<Row>(
  table: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, InputColumn<Row>>>,
): RawBuilder<unknown> {
  const names = Object.keys(columns);
  const arrays = names.map((name) => {
    const column = columns[name]!;
    const place = `${table}.${name}`;
    const literal = arrayLiteral(rows.map((row) => column.value(row, place)));
    const type = column.type === 'vector' ? 'text' : column.type;
    return sql`${literal}::${sql.raw(type)}[]`;
  });
  const selected = names.map((name) =>
    columns[name]!.type === 'vector'
      ? sql`${sql.ref(name)}::vector as ${sql.ref(name)}`
      : sql.ref(name),
  );
  return sql`(select ${sql.join(selected)} from unnest(${sql.join(arrays)}) as raw(${sql.join(
    names.map((name) => sql.ref(name)),
  )})) as input`;
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
