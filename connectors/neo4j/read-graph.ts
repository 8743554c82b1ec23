import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import type { GraphStream } from './config.ts';
import type { Connection, Row } from './connection.ts';
import { type CursorValue, cursorOf, notAhead } from './cursor.ts';
import { graphMessage } from './message.ts';
import { type GraphState, type Place, parseGraphState } from './state.ts';
import { lastPlace, orderedPage, unorderedPage } from './statements.ts';

/**
 * Reads nodes or relationships in pages ordered by (updatedAt, elementId), or by (key, elementId)
 * where there is no updatedAt. The end is fixed before the first page. A read that goes on from a
 * stored state begins at the state's updatedAt itself: what was committed late with that very value
 * is read as well, and what was read already comes again with the same key and version.
 */
export async function* readGraph(
  connection: Connection,
  stream: GraphStream,
  stored: Json | null,
): AsyncGenerator<ConnectorMessage> {
  const known = parseGraphState(stored);
  let state: GraphState =
    known === null || known.phase === 'done'
      ? await begin(connection, stream, known)
      : { ...known, after: resumed(known, connection.config.fetchSize) };
  let read = 0;
  while (state.phase !== 'done') {
    const limit = connection.config.fetchSize;
    const { cypher, parameters } =
      state.phase === 'undated'
        ? unorderedPage(stream, state.after?.id ?? null, limit)
        : orderedPage(stream, { ...state, limit });
    const hasMore = state.phase === 'undated' || state.until !== null;
    const rows = hasMore ? await connection.run(cypher, parameters) : [];
    for (const row of rows) yield graphMessage(row, stream);
    state = next(state, rows, limit, stream);
    read += rows.length;
    yield { type: 'state', stream: stream.name, state };
    yield { type: 'progress', stream: stream.name, done: read };
  }
}

async function begin(
  connection: Connection,
  stream: GraphStream,
  last: GraphState | null,
): Promise<GraphState> {
  const { cypher, parameters } = lastPlace(stream);
  const [row] = await connection.run(cypher, parameters);
  const until = row === undefined ? null : placeValue(row.place, stream);
  const isTimed = stream.updatedAt !== undefined;
  const from = isTimed ? (last?.counts ?? null) : null;
  const reached = row === undefined ? null : notAhead(row.place, connection.context.now());
  const counts = isTimed ? (reached ?? from) : null;
  // What has no updatedAt can only be read whole, and that once; without an order it always is.
  const phase = last === null || !isTimed ? 'undated' : 'ordered';
  return { phase, from, until, counts, after: null };
}

/** More equal values than fit a page must not be begun anew for ever; else the value itself again. */
function resumed(state: GraphState, limit: number): Place | null {
  const { after, phase } = state;
  if (after === null || phase === 'undated' || after.equal >= limit) return after;
  return { ...after, id: '', equal: 0 };
}

function next(
  state: GraphState,
  rows: readonly Row[],
  limit: number,
  stream: GraphStream,
): GraphState {
  const last = rows.at(-1);
  const isOver = last === undefined || rows.length < limit;
  if (state.phase === 'undated') {
    if (isOver) return { ...state, phase: 'ordered', after: null };
    return { ...state, after: { value: null, id: String(last.id), equal: 0 } };
  }
  if (isOver) return { ...state, phase: 'done', after: null };
  const value = placeValue(last.place, stream);
  const same = rows.filter(({ place }) => cursorOf(place)?.text === value.text).length;
  const before = state.after?.value?.text === value.text ? state.after.equal : 0;
  return { ...state, after: { value, id: String(last.id), equal: before + same } };
}

function placeValue(value: unknown, stream: GraphStream): CursorValue {
  const cursor = cursorOf(value);
  if (cursor !== null) return cursor;
  throw new ConnectorConfigError(
    `Stream "${stream.name}": ${stream.updatedAt ?? 'its key'} holds values that have no order; use a property of times, numbers or text.`,
  );
}
