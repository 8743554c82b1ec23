import type { ConnectorContext, ReadRequest } from '../contract/connector.ts';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { isGreater, newReading, nextSlice, reached } from './bounds.ts';
import { PageGoneError } from './http/problems.ts';
import { merge } from './merge.ts';
import { recordMessage, rejectMessage } from './record-message.ts';
import { type PartState, type Parts, partsOf, type Reading, stateOf, UNREAD } from './state.ts';
import type { Page, ReadScope, StreamDeclaration } from './stream.ts';

const CONCURRENCY = 4;

interface Call<Config, Resource> {
  readonly connector: string;
  readonly stream: StreamDeclaration<Config, Resource>;
  readonly config: Config;
  readonly source: Resource;
  readonly context: ConnectorContext;
  readonly state: ReadRequest['state'];
  readonly range: ReadRequest['range'];
  /** Ends every wait of the source. */
  readonly stop: () => void;
}

/** A page of one partition, and how far the partition is once the page is stored. */
interface Step {
  readonly partition: string;
  readonly page: Page;
  /** Null where a read cannot go on from after this page. */
  readonly after: PartState | null;
}

/**
 * Reads a stream from its state to its end: partition by partition, several at a time, page by page.
 * A page's records are followed by the state that covers them.
 */
export async function* readStream<Config, Resource>(
  call: Call<Config, Resource>,
): AsyncGenerator<ConnectorMessage> {
  const { stream, context, config, source } = call;
  const known = partsOf(call.state, call.connector);
  const partitions = (await stream.partitions?.({ config, source, context })) ?? [''];
  const isUnderWay = Object.values(known).some(({ reading }) => reading !== null);
  // A read that goes on leaves out the partitions that it has finished, so that it comes to its end.
  const wanted = partitions.filter((id) => !isUnderWay || known[id]?.reading !== null);
  // Every partition's read is noted before the first page, or the ones not begun yet would look finished.
  let parts: Parts = {
    ...Object.fromEntries(partitions.flatMap((id) => (known[id] ? [[id, known[id]]] : []))),
    ...Object.fromEntries(wanted.map((id) => [id, begun(call, known[id] ?? UNREAD)])),
  };
  const steps = wanted.map((id) => () => readPartition(call, id, parts[id]));
  let done = 0;
  let total: number | undefined;
  for await (const { partition, page, after } of merge(
    steps,
    stream.concurrency ?? CONCURRENCY,
    call.stop,
  )) {
    for (const reject of page.rejects ?? []) yield rejectMessage(stream.name, reject);
    for (const [index, data] of page.records.entries()) {
      yield recordMessage(
        data,
        stream,
        `${partition === '' ? stream.name : partition}:${index + 1}`,
      );
    }
    done += page.records.length;
    if (partitions.length === 1) total = page.total ?? total;
    if (after !== null) {
      parts = { ...parts, [partition]: after };
      yield { type: 'state', stream: stream.name, state: stateOf(parts) };
    }
    const progress = { type: 'progress', stream: stream.name, done } as const;
    yield total === undefined ? progress : { ...progress, total: Math.max(total, done) };
  }
}

/** A partition's state with a read under way: the stored one, or a new one. */
function begun<Config, Resource>(call: Call<Config, Resource>, part: PartState): PartState {
  if (part.reading !== null) return part;
  const { stream, context, range } = call;
  return { ...part, reading: newReading(stream, part, context.now(), range) };
}

async function* readPartition<Config, Resource>(
  call: Call<Config, Resource>,
  partition: string,
  part: PartState,
): AsyncGenerator<Step> {
  const { stream, context } = call;
  let reading: Reading | null = part.reading;
  let seen = reading?.seen ?? null;
  while (reading !== null) {
    const current: Reading = reading;
    for await (const page of pages(call, partition, current)) {
      seen = greatest(page.records, stream.cursor, seen);
      const { next } = page;
      const after =
        next === undefined || next === null
          ? null
          : { ...part, reading: { ...current, seen, next } };
      yield { partition, page, after };
    }
    reading =
      stream.slice === undefined ? null : nextSlice({ ...current, seen }, stream.slice.seconds);
    const high = reading === null ? reached(part.high, seen, context.now()) : part.high;
    yield { partition, page: { records: [] }, after: { high, reading } };
  }
}

/** The pages of one read; where the source has forgotten the stored place, from the beginning. */
async function* pages<Config, Resource>(
  call: Call<Config, Resource>,
  partition: string,
  { from, until, next }: Reading,
): AsyncGenerator<Page> {
  const { stream, config, source, context } = call;
  const scope: ReadScope<Config, Resource> = {
    config,
    source,
    context,
    from,
    until,
    partition,
    page: next,
  };
  let isStarted = false;
  try {
    for await (const page of stream.read(scope)) {
      context.signal.throwIfAborted();
      isStarted = true;
      yield page;
    }
  } catch (error) {
    if (!(error instanceof PageGoneError) || isStarted || next === null) throw error;
    yield* stream.read({ ...scope, page: null });
  }
}

function greatest(
  records: readonly JsonObject[],
  cursor: string | undefined,
  seen: string | null,
): string | null {
  if (cursor === undefined) return null;
  let most = seen;
  for (const data of records) {
    const value = data[cursor];
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') {
      throw new ConnectorFatalError(
        `The cursor "${cursor}" holds objects or lists, which have no order; declare another field.`,
      );
    }
    if (isGreater(String(value), most)) most = String(value);
  }
  return most;
}
