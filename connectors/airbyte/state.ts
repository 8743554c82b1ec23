import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { json, objectOf } from '../programs/json-value.ts';
import { streamName } from './catalog.ts';
import type { Selection } from './selection.ts';

/** How far a stream has been read. */
const airbyteState = z.strictObject({
  /** What the source is given to go on from; null where it begins. */
  source: json,
  /** How the stream was read; what a source remembers of another way is of no use. */
  syncMode: z.enum(['full_refresh', 'incremental']),
  cursor: z.string().nullable(),
  /** Counts the whole reads that were begun. */
  generation: z.number().int(),
  /** Whether the read was finished; a full refresh that was is followed by a new one. */
  isFinished: z.boolean(),
  /** The records that the last whole read brought, where deletions are found by comparison. */
  records: z.record(z.string(), z.string()).optional(),
});

export type AirbyteState = z.infer<typeof airbyteState>;

/**
 * Where the next read begins: where the last one ended, or anew.
 * @throws {ConnectorFatalError} for a state that another connector wrote
 */
export function beginning(stored: Json | null, selection: Selection): AirbyteState {
  const { syncMode, findDeletions } = selection;
  const cursor = selection.cursor?.join('.') ?? null;
  const anew = { source: null, syncMode, cursor, generation: 1, isFinished: false };
  if (stored === null) return anew;
  const parsed = airbyteState.safeParse(stored);
  if (!parsed.success) {
    throw new ConnectorFatalError(
      'The stored state is not one of the airbyte connector; remove the source and sync it again.',
    );
  }
  const last = parsed.data;
  const next = { ...anew, generation: last.generation + 1 };
  if (last.syncMode !== syncMode || last.cursor !== cursor) return next;
  // Compared with the last one, a read must be whole: it never goes on from the middle.
  if (findDeletions) return { ...next, ...(last.records && { records: last.records }) };
  if (syncMode === 'full_refresh' && last.isFinished) return next;
  return { ...last, isFinished: false };
}

/**
 * What a source must be given to go on after one of its STATE messages; undefined where the message
 * speaks of another stream. Sources of before the types give an object that they want back as it is.
 */
export function resumable(message: JsonObject, selection: Selection): Json | undefined {
  const state = objectOf(message.state);
  const { type, stream, global, data } = state;
  if (type === 'GLOBAL' || (type === undefined && global !== undefined)) {
    return [{ type: 'GLOBAL', global: global ?? {} }];
  }
  if (type === 'STREAM' || (type === undefined && stream !== undefined)) {
    const descriptor = objectOf(objectOf(stream).stream_descriptor);
    const named = { name: String(descriptor.name), namespace: textOrNull(descriptor.namespace) };
    return streamName(named) === selection.name
      ? [{ type: 'STREAM', stream: stream ?? {} }]
      : undefined;
  }
  return data ?? {};
}

const textOrNull = (value: Json | undefined) => (typeof value === 'string' ? value : null);
