import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

/** How far a table has been read; values are as the server writes them. */
export const tableState = z.strictObject({
  /** `undated`: reading rows without a cursor; `ordered`: reading by order; `done`: at its end. */
  phase: z.enum(['undated', 'ordered', 'done']),
  /** Everything up to here was read by an earlier, finished read. */
  from: z.string().nullable(),
  /** The greatest cursor when the read began, where it stops, and what counts when it has. */
  until: z.string().nullable(),
  counts: z.string().nullable(),
  /** Where the last page ended. */
  after: z
    .strictObject({
      cursor: z.string().nullable(),
      key: z.array(z.string()),
      /** How many rows in a row had this cursor. */
      equal: z.number(),
    })
    .nullable(),
});

export type TableState = z.infer<typeof tableState>;

/** @throws {ConnectorFatalError} for a state that another kind of stream wrote */
export function parseState(state: Json | null): TableState | null {
  if (state === null) return null;
  const parsed = tableState.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new ConnectorFatalError(
    'The stored state is not one of the postgres connector; remove the source and sync it again.',
  );
}
