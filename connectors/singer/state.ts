import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import { json } from '../programs/json-value.ts';
import type { Selection } from './selection.ts';

/** How far a stream has been read. */
const singerState = z.strictObject({
  /** What the tap sent last in a STATE message while it read this stream alone. */
  tap: json,
  /** How the stream was read then; what a tap remembers of another way is of no use. */
  replication: z.string(),
  replicationKey: z.string().nullable(),
  /** The records that the last whole read brought, where deletions are found by comparison. */
  records: z.record(z.string(), z.string()).optional(),
});

export type SingerState = z.infer<typeof singerState>;

/**
 * The stored state, as far as it fits how the stream is read now.
 * @throws {ConnectorFatalError} for a state that another connector wrote
 */
export function parseState(stored: Json | null, selection: Selection): SingerState | null {
  if (stored === null) return null;
  const parsed = singerState.safeParse(stored);
  if (!parsed.success) {
    throw new ConnectorFatalError(
      'The stored state is not one of the singer connector; remove the source and sync it again.',
    );
  }
  const { data } = parsed;
  const isSame =
    data.replication === selection.replication && data.replicationKey === selection.replicationKey;
  return isSame ? data : null;
}
