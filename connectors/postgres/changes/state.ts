import { z } from 'zod';
import type { Json } from '../../contract/json.ts';
import { tableState } from '../state.ts';

const changesState = z.strictObject({
  mode: z.literal('changes'),
  /** The replication slot that keeps what was not read. */
  slot: z.string(),
  /** The server's own identifier: places in another server's log mean nothing here. */
  system: z.string(),
  /** Where the slot began; the version of the rows that the first copy reads. */
  start: z.string(),
  /** Everything that was committed before this place in the log is read. */
  lsn: z.string(),
  /** How far the first copy of the table has come; null once it is done. */
  copy: z.union([z.literal('new'), tableState]).nullable(),
});

export type ChangesState = z.infer<typeof changesState>;

/** The state of a stream that is read by its changes; null for none, or one of the cursor mode. */
export function changesStateOf(state: Json | null): ChangesState | null {
  const parsed = changesState.safeParse(state);
  return parsed.success ? parsed.data : null;
}
