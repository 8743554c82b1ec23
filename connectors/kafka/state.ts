import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

/** Of each partition the offset that is read next; each member is moved by whoever owns the partition. */
const topicState = z.record(
  z.string().regex(/^\d+$/),
  z.strictObject({
    offset: z.number().int().nonnegative(),
    topicId: z.string(),
    /** How many messages stood beyond it when the partition was last looked at. */
    waiting: z.number().int().nonnegative().optional(),
  }),
);

export type TopicState = z.infer<typeof topicState>;

/** @throws {ConnectorFatalError} for a state that another kind of stream wrote */
export function parseState(state: Json | null): TopicState {
  const parsed = topicState.safeParse(state ?? {});
  if (parsed.success) return parsed.data;
  throw new ConnectorFatalError(
    'The stored state is not one of the kafka connector; give the source another id to read it anew.',
  );
}
