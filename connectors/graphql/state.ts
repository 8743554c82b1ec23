import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

const mark = z.union([z.string(), z.number()]).nullable();

/** How far a stream has been read. */
const streamState = z.strictObject({
  /** The value of the since variable of the read that is under way; null for none. */
  since: mark,
  /** The greatest updatedAt seen so far. */
  greatest: mark,
  /** When the read began, in milliseconds: what changed later may have been missed by its pages. */
  startedAt: z.number(),
  /** The cursor of the next page; null once the read has reached the end. */
  after: z.string().nullable(),
});

export type StreamState = z.infer<typeof streamState>;
export type Mark = z.infer<typeof mark>;

/** @throws {ConnectorFatalError} for a state that another kind of stream wrote */
export function parseState(state: Json | null): StreamState | null {
  if (state === null) return null;
  const parsed = streamState.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new ConnectorFatalError(
    'The stored state is not one of the graphql connector; remove the source and sync it again.',
  );
}
