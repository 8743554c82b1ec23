import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import { cursorValue } from './cursor.ts';

/** Where a page ended: the ordering value, and the id that tells equal ones apart. */
const place = z.strictObject({
  value: cursorValue.nullable(),
  id: z.string(),
  /** How many rows in a row had this value. */
  equal: z.number(),
});

/** How far a stream whose Cypher we write has been read. */
const graphState = z.strictObject({
  /** `undated`: reading what has no updatedAt; `ordered`: reading by order; `done`: at its end. */
  phase: z.enum(['undated', 'ordered', 'done']),
  /** Everything up to here was read by an earlier, finished read. */
  from: cursorValue.nullable(),
  /** The last value when the read began, where it stops, and what counts when it has. */
  until: cursorValue.nullable(),
  counts: cursorValue.nullable(),
  after: place.nullable(),
});

const queryState = z.strictObject({ after: cursorValue.nullable() });

export type Place = z.infer<typeof place>;
export type GraphState = z.infer<typeof graphState>;
export type QueryState = z.infer<typeof queryState>;

export const parseGraphState = (state: Json | null): GraphState | null =>
  state === null ? null : parsed(graphState, state);

export const parseQueryState = (state: Json | null): QueryState =>
  state === null ? { after: null } : parsed(queryState, state);

function parsed<State>(schema: z.ZodType<State>, state: Json): State {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  throw new ConnectorFatalError(
    'The stored state is not one of this kind of Neo4j stream; remove the source and sync it again.',
  );
}
