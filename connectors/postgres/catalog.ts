import type { StreamField } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import type { TableStream } from './config.ts';
import type { Connection } from './connection.ts';

export interface Column {
  readonly name: string;
  /** As SQL writes it, for casts. */
  readonly type: string;
  /** The letter by which the server groups types: N numbers, D times, A arrays, S text. */
  readonly category: string;
  readonly nullable: boolean;
  /** The server's number of the type. */
  readonly typeOid: number;
}

/** A table as the catalog describes it, with what its stream reads of it. */
export interface Table {
  readonly stream: TableStream;
  readonly columns: readonly Column[];
  readonly key: readonly Column[];
  readonly cursor: Column | null;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const COLUMNS = `select a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory, (not a.attnotnull)::text,
  array_position(i.indkey::int2[], a.attnum)::text, a.atttypid::text
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`;

const TABLES = `select table_name from information_schema.tables
  where table_schema = $1 order by table_name`;

const ALL_TABLES = `select table_schema, table_name from information_schema.tables
  where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`;

/** @throws {ConnectorConfigError} where a name is not there, or nothing identifies a row */
export async function tableOf(connection: Connection, stream: TableStream): Promise<Table> {
  const { schema, table, name } = stream;
  const { rows } = await connection.run(COLUMNS, [`${quoted(schema)}.${quoted(table)}`]);
  if (rows.length === 0) {
    const known = (await connection.run(TABLES, [schema])).rows.map(([one]) => one ?? '');
    throw new ConnectorConfigError(
      `Stream "${name}": schema "${schema}" has no table "${table}"; ${nearestHint(table, known)}`,
    );
  }
  const all = rows.map(([column, type, category, nullable, , typeOid]): Column => {
    return {
      name: column ?? '',
      type: type ?? 'text',
      category: category ?? 'S',
      nullable: nullable === 'true',
      typeOid: Number(typeOid),
    };
  });
  const find = (wanted: string): Column => {
    const found = all.find((column) => column.name === wanted);
    if (found !== undefined) return found;
    const hint = nearestHint(
      wanted,
      all.map((column) => column.name),
    );
    throw new ConnectorConfigError(
      `Stream "${name}": table "${table}" has no column "${wanted}"; ${hint}`,
    );
  };
  const primary = rows
    .filter((row) => row[4] !== null)
    .sort((left, right) => Number(left[4]) - Number(right[4]))
    .map(([column]) => column ?? '');
  const key = (stream.key ?? primary).map(find);
  if (key.length === 0) {
    throw new ConnectorConfigError(
      `Stream "${name}": table "${table}" has no primary key; name the columns that identify a row with \`key\`.`,
    );
  }
  const cursor = stream.cursor === undefined ? null : find(stream.cursor);
  if (stream.deleted !== undefined) find(stream.deleted);
  const wanted = new Set([
    ...(stream.columns ?? all.map((column) => column.name)),
    ...key.map((column) => column.name),
    ...(cursor === null ? [] : [cursor.name]),
    ...(stream.deleted === undefined ? [] : [stream.deleted]),
  ]);
  return { stream, columns: [...wanted].map(find), key, cursor };
}

/** Every table and view that the user may see. */
export async function allTables(connection: Connection): Promise<TableStream[]> {
  const { rows } = await connection.run(ALL_TABLES);
  return rows.map(([schema, table]) => ({
    name: table ?? '',
    table: table ?? '',
    schema: schema ?? 'public',
    lookBack: 0,
  }));
}

/** A column as a stream's description shows it. */
export function fieldOf({ name, type, category, nullable }: Column): StreamField {
  return { name, type: typeOf(type, category), nullable };
}

function typeOf(type: string, category: string): StreamField['type'] {
  if (category === 'A') return 'array';
  if (category === 'B') return 'boolean';
  if (/^(smallint|integer|bigint)/.test(type)) return 'integer';
  if (category === 'N') return 'number';
  if (/^jsonb?$/.test(type)) return 'unknown';
  return category === 'C' ? 'object' : 'string';
}
