import { type Column, quoted, type Table } from './catalog.ts';
import type { TableStream } from './config.ts';
import type { TableState } from './state.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The values of a statement under their numbers. */
class Values {
  readonly list: unknown[] = [];

  /** Text with a cast, so that the server compares with the column's own type. */
  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::text::${type}`;
  }
}

/** Qualified, or ORDER BY would take an output column of that name, which is text. */
const columnOf = ({ name }: Column) => `source.${quoted(name)}`;

const sourceOf = (stream: TableStream) =>
  `${quoted(stream.schema)}.${quoted(stream.table)} as source`;

/** The columns of the data, then the key and the cursor as the server writes them. */
function selected({ columns, key, cursor }: Table): string {
  const data = columns.map((column) =>
    ['A', 'C'].includes(column.category) ? `to_json(${columnOf(column)})` : columnOf(column),
  );
  const texts = [...key, ...(cursor === null ? [] : [cursor])].map(
    (column) => `${columnOf(column)}::text`,
  );
  return [...data, ...texts].join(', ');
}

const listOf = (columns: readonly Column[]) => columns.map(columnOf).join(', ');

/** The next page of a read: by (cursor, key) where there is a cursor, else by the key. */
export function page(table: Table, state: TableState, limit: number): Statement {
  const { key, cursor, stream } = table;
  const values = new Values();
  const where = key
    .filter(({ nullable }) => nullable)
    .map((column) => `${columnOf(column)} is not null`);
  const { after, from, until } = state;
  const isDated = cursor !== null && state.phase === 'ordered';
  const order = isDated ? [cursor, ...key] : key;
  if (cursor !== null && !isDated) where.push(`${columnOf(cursor)} is null`);
  if (after !== null && after.key.length > 0) {
    const texts = isDated ? [after.cursor, ...after.key] : after.key;
    const bounds = order.map(({ type }, index) => values.add(texts[index], type));
    where.push(`(${listOf(order)}) > (${bounds.join(', ')})`);
  } else if (isDated && after !== null) {
    where.push(`${columnOf(cursor)} >= ${values.add(after.cursor, cursor.type)}`);
  } else if (isDated && from !== null) {
    const bound = values.add(from, cursor.type);
    where.push(`${columnOf(cursor)} >= ${bound}${lookBack(cursor, stream.lookBack)}`);
  }
  if (isDated && until !== null) {
    where.push(`${columnOf(cursor)} <= ${values.add(until, cursor.type)}`);
  }
  const condition = where.length === 0 ? '' : ` where ${where.join(' and ')}`;
  const text = `select ${selected(table)} from ${sourceOf(table.stream)}${condition} order by ${listOf(order)} limit ${limit}`;
  return { text, values: values.list };
}

/** Rows that lack a part of their key, which the primary key of a table never allows. */
export function withoutKey(table: Table, limit: number): Statement | null {
  const nullable = table.key.filter((column) => column.nullable);
  if (nullable.length === 0) return null;
  const where = nullable.map((column) => `${columnOf(column)} is null`).join(' or ');
  return {
    text: `select ${selected(table)} from ${sourceOf(table.stream)} where ${where} limit ${limit}`,
    values: [],
  };
}

/** Some columns of one row, by its key. */
export function rowOf(
  { stream, key }: Table,
  keyTexts: readonly string[],
  columns: readonly string[],
): Statement {
  const values = new Values();
  const where = key.map(
    (one, index) => `${columnOf(one)} = ${values.add(keyTexts[index], one.type)}`,
  );
  const list = columns.map((name) => `source.${quoted(name)}`).join(', ');
  return {
    text: `select ${list} from ${sourceOf(stream)} where ${where.join(' and ')}`,
    values: values.list,
  };
}

/** The greatest cursor, and the lesser of it and the server's clock. */
export function greatestCursor(table: Table, cursor: Column): Statement {
  const column = columnOf(cursor);
  const isTime = /^timestamp/.test(cursor.type);
  const counts = isTime ? `least(max(${column}), now()::${cursor.type})` : `max(${column})`;
  return {
    text: `select max(${column})::text, ${counts}::text from ${sourceOf(table.stream)}`,
    values: [],
  };
}

function lookBack(cursor: Column, amount: number): string {
  if (cursor.category === 'D') return ` - interval '${amount} seconds'`;
  return cursor.category === 'N' ? ` - ${amount}` : '';
}
