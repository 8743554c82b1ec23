import neo4j from 'neo4j-driver';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import type { QueryStream } from './config.ts';
import type { Connection, Row } from './connection.ts';
import { type CursorValue, cursorOf } from './cursor.ts';
import { queryMessage } from './message.ts';
import { parseQueryState } from './state.ts';

/**
 * Reads what a person's query returns, page by page: `$after` is the cursor column of the last row.
 * A query whose bound is inclusive (`>=`) also sees late rows of the same value.
 */
export async function* readQuery(
  connection: Connection,
  stream: QueryStream,
  stored: Json | null,
): AsyncGenerator<ConnectorMessage> {
  const limit = connection.config.fetchSize;
  let { after } = parseQueryState(stored);
  let read = 0;
  for (;;) {
    const rows = await connection.run(stream.cypher, queryParameters(after, limit));
    for (const row of rows) yield queryMessage(row, stream);
    read += rows.length;
    const last = rows.at(-1);
    if (last === undefined) return;
    const reached = cursorColumn(last, stream);
    if (rows.length >= limit && reached.text === after?.text) {
      throw new ConnectorConfigError(
        `Stream "${stream.name}": a full page of its query ends with the cursor it began with, so it would never end. Order it by ${stream.cursor}, and raise fetchSize or make the cursor unique.`,
      );
    }
    after = reached;
    yield { type: 'state', stream: stream.name, state: { after } };
    yield { type: 'progress', stream: stream.name, done: read };
    if (rows.length < limit) return;
  }
}

/** The parameters that every query gets. */
export function queryParameters(after: CursorValue | null, limit: number): Row {
  return { after: after === null ? null : driverValue(after), limit: BigInt(limit) };
}

function cursorColumn(row: Row, stream: QueryStream): CursorValue {
  const cursor = cursorOf(row[stream.cursor]);
  if (cursor !== null) return cursor;
  throw new ConnectorConfigError(
    `Stream "${stream.name}": column "${stream.cursor}" of its query holds no time, number or text; the query returns: ${Object.keys(row).join(', ')}.`,
  );
}

/** A stored cursor as the parameter that the query compares with; times are read by the driver. */
function driverValue({ type, text }: CursorValue): unknown {
  if (type === 'integer') return BigInt(text);
  if (type === 'float') return Number(text);
  if (type === 'datetime') return dateTimeOf(text);
  if (type === 'localdatetime') return neo4j.LocalDateTime.fromString(text);
  if (type === 'date') return neo4j.Date.fromString(text);
  return text;
}

const dateTimeOf = (text: string) => neo4j.DateTime.fromString(text);
