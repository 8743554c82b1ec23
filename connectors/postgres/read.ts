import type { ReadRequest } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import type { Table } from './catalog.ts';
import type { Answer, Connection } from './connection.ts';
import { rowMessage } from './row-message.ts';
import { parseState, type TableState } from './state.ts';
import { greatestCursor, page, withoutKey } from './statements.ts';
import { jsonOf, versionOf } from './values.ts';

/**
 * Reads a table in pages ordered by (cursor, key), or by the key where there is no cursor. The end is
 * fixed before the first page. A read that goes on from a stored state begins at the state's cursor
 * itself: what was committed late with that very value is read as well, and what was read already
 * comes again with the same key and version.
 * @param json reads a value that the server wrote
 */
export async function* readTable(
  connection: Connection,
  table: Table,
  stored: Json | null,
  json: typeof jsonOf = jsonOf,
): AsyncGenerator<ConnectorMessage> {
  const { name } = table.stream;
  const limit = connection.config.pageRows;
  const known = parseState(stored);
  const isNew = known === null || known.phase === 'done';
  if (isNew) {
    const statement = withoutKey(table, limit);
    const answer = statement && (await connection.run(statement.text, statement.values));
    for (const row of answer?.rows ?? []) yield messageOf(row, answer!.types, table, json);
  }
  let state = isNew ? await begin(connection, table, known) : resumed(known, table, limit);
  let done = 0;
  while (state.phase !== 'done') {
    const { text, values } = page(table, state, limit);
    const isEmpty = table.cursor !== null && state.phase === 'ordered' && state.until === null;
    const answer: Answer = isEmpty ? { rows: [], types: [] } : await connection.run(text, values);
    for (const row of answer.rows) yield messageOf(row, answer.types, table, json);
    state = next(state, answer.rows, table, limit);
    done += answer.rows.length;
    yield { type: 'state', stream: name, state };
    yield { type: 'progress', stream: name, done };
  }
}

/** Reads the rows whose cursor lies in a range, both ends included. */
export function readRange(
  connection: Connection,
  table: Table,
  { from, until }: NonNullable<ReadRequest['range']>,
  stored: Json | null,
): AsyncGenerator<ConnectorMessage> {
  const known = parseState(stored);
  const whole: TableState = { phase: 'ordered', from, until, counts: null, after: null };
  const state = known === null || known.phase === 'done' ? whole : known;
  const exact = { ...table, stream: { ...table.stream, lookBack: 0 } };
  return readTable(connection, exact, state);
}

async function begin(
  connection: Connection,
  table: Table,
  last: TableState | null,
): Promise<TableState> {
  const { cursor } = table;
  if (cursor === null) {
    return { phase: 'ordered', from: null, until: null, counts: null, after: null };
  }
  const { text, values } = greatestCursor(table, cursor);
  const [[until, counts]] = (await connection.run(text, values)).rows;
  // A row without a cursor can only be read whole, and that once.
  const phase = last === null ? 'undated' : 'ordered';
  const from = last?.counts ?? null;
  return { phase, from, until, counts: counts ?? from, after: null };
}

/** More equal cursors than fit a page must not be begun anew for ever; else the cursor itself again. */
function resumed(state: TableState, table: Table, limit: number): TableState {
  const { after, phase } = state;
  const isStrict = table.cursor === null || phase === 'undated' || (after?.equal ?? 0) >= limit;
  return after === null || isStrict ? state : { ...state, after: { ...after, key: [], equal: 0 } };
}

function next(state: TableState, rows: Answer['rows'], table: Table, limit: number): TableState {
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) {
    const phase = state.phase === 'undated' ? 'ordered' : 'done';
    return { ...state, phase, after: null };
  }
  const start = table.columns.length;
  const key = last.slice(start, start + table.key.length).map(String);
  const at = start + table.key.length;
  const cursor = table.cursor === null ? null : last[at];
  const same = rows.filter((row) => row[at] === cursor).length;
  const before = state.after?.cursor === cursor ? state.after.equal : 0;
  return { ...state, after: { cursor, key, equal: before + same } };
}

function messageOf(
  row: Answer['rows'][number],
  types: Answer['types'],
  table: Table,
  json: typeof jsonOf,
): ConnectorMessage {
  const { columns, key, cursor } = table;
  const data: JsonObject = Object.fromEntries(
    columns.map(({ name }, index) => [name, json(row[index], types[index])]),
  );
  const version = cursor === null ? '' : versionOf(row[columns.length + key.length]);
  return rowMessage(table, data, version);
}
