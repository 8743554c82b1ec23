import type { ConnectorContext, ReadRequest } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { isObject, valueAt } from '../kit/paths.ts';
import { recordKey } from '../kit/record-key.ts';
import { isSet, keyedMessage, rejectMessage } from '../kit/record-message.ts';
import { versionText } from '../kit/version-text.ts';
import { type GraphqlStream, keyPaths } from './config.ts';
import { declaredVariables } from './document.ts';
import type { Endpoint } from './endpoint.ts';
import { type Page, type PageNode, pageOf } from './page.ts';
import { PageGuard } from './page-guard.ts';
import { greater, nextSince } from './since.ts';
import { parseState, type StreamState } from './state.ts';

/** Reads a stream page by page; a read that was cut off goes on with the page after the last stored. */
export async function* readStream(
  endpoint: Endpoint,
  stream: GraphqlStream,
  { state: stored, range }: Pick<ReadRequest, 'state' | 'range'>,
): AsyncGenerator<ConnectorMessage> {
  const { name } = stream;
  const last = parseState(stored);
  const isUnderWay = last !== null && last.after !== null;
  const start = isUnderWay ? last : begun(last, stream, endpoint.context, range?.from);
  let { page, state } = await firstPage(endpoint, stream, start);
  const guard = new PageGuard(name, state.after);
  let done = 0;
  for (;;) {
    guard.check(page);
    for (const [index, node] of page.nodes.entries()) {
      // A place in the answer that holds nothing, without an error, is no record.
      if (node.data === null && node.problem === null) continue;
      yield messageOf(
        node,
        stream,
        `${stream.connection} after ${state.after ?? 'the start'}: ${index}`,
      );
    }
    done += page.nodes.length;
    state = { ...state, greatest: greatestOf(page, stream, state), after: page.next };
    yield { type: 'state', stream: name, state };
    yield { type: 'progress', stream: name, done };
    if (page.next === null) return;
    page = await readPage(endpoint, stream, state);
  }
}

function begun(
  last: StreamState | null,
  stream: GraphqlStream,
  context: ConnectorContext,
  from: string | null = null,
): StreamState {
  const greatest = last?.greatest ?? null;
  const next = last === null ? null : nextSince(greatest, last.startedAt, stream.lookBack);
  const since = from === null ? next : /^-?\d+(\.\d+)?$/.test(from) ? Number(from) : from;
  return { since, greatest, startedAt: context.now(), after: null };
}

/** Many APIs forget their cursors after a while; a read that cannot go on begins its pages anew. */
async function firstPage(
  endpoint: Endpoint,
  stream: GraphqlStream,
  state: StreamState,
): Promise<{ page: Page; state: StreamState }> {
  try {
    return { page: await readPage(endpoint, stream, state), state };
  } catch (error) {
    if (state.after === null || !(error instanceof ConnectorConfigError)) throw error;
    const anew = { ...state, after: null };
    const page = await readPage(endpoint, stream, anew);
    endpoint.context.log('The API no longer knows the cursor of the last page; reading anew.', {
      stream: stream.name,
    });
    return { page, state: anew };
  }
}

async function readPage(
  endpoint: Endpoint,
  stream: GraphqlStream,
  state: Pick<StreamState, 'since' | 'after'>,
): Promise<Page> {
  const variables = variablesOf(stream, state);
  const ask = () =>
    endpoint.ask(stream.query, variables, (answer) => pageOf(answer, stream, endpoint.place));
  const page = await ask();
  // What failed within a record may be there a moment later; what fails twice is set aside.
  return page.nodes.some(({ problem }) => problem !== null) ? ask() : page;
}

/** The variables of a page; a cursor is left out where the query has no variable for it. */
export function variablesOf(
  stream: GraphqlStream,
  { since, after }: Pick<StreamState, 'since' | 'after'>,
): JsonObject {
  const { query, variables, cursorVariable } = stream;
  const hasCursor = declaredVariables(query).includes(cursorVariable);
  if (after !== null && !hasCursor) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": there are more pages, but the query declares no $${cursorVariable}; declare it and pass it as after: $${cursorVariable}.`,
    );
  }
  return {
    ...variables,
    ...(stream.since === undefined ? {} : { [stream.since]: since ?? stream.start }),
    ...(hasCursor ? { [cursorVariable]: after } : {}),
  };
}

function greatestOf({ nodes }: Page, { updatedAt }: GraphqlStream, state: StreamState) {
  if (updatedAt === undefined) return null;
  return nodes.reduce((so, { data }) => greater(so, valueAt(data, updatedAt)), state.greatest);
}

function messageOf(
  { data, problem }: PageNode,
  stream: GraphqlStream,
  position: string,
): ConnectorMessage {
  const { name, updatedAt, deleted } = stream;
  const keys = keyPaths(stream);
  const key = recordKey(
    Object.fromEntries(keys.map((path) => [path, valueAt(data, path) ?? null])),
    keys,
  );
  if (problem !== null || !isObject(data)) {
    const failed = problem && `${problem.path?.join('.')} failed (${problem.code || 'no code'}).`;
    const reason = failed ?? 'The record is no object.';
    return rejectMessage(name, { position, raw: JSON.stringify(data), reason });
  }
  return keyedMessage(name, data, {
    key,
    fields: keys,
    version: updatedAt === undefined ? '' : versionText(valueAt(data, updatedAt)),
    isDeleted: deleted !== undefined && isSet(valueAt(data, deleted)),
    position,
  });
}
