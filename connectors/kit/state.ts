import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

const VERSION = 1;

const part = z.strictObject({
  /** The greatest cursor that a finished read has seen; null before, and where there is no cursor. */
  high: z.string().nullable(),
  /** The read that is under way; null between reads. */
  reading: z
    .strictObject({
      from: z.string().nullable(),
      until: z.string().nullable(),
      /** Where the whole read ends, where it is done in slices. */
      end: z.string().nullable(),
      /** The greatest cursor seen so far. */
      seen: z.string().nullable(),
      next: z.json().nullable() as z.ZodType<Json>,
    })
    .nullable(),
});

const kitState = z.strictObject({ kit: z.literal(VERSION), parts: z.record(z.string(), part) });

/** How far one partition of a stream was read. */
export type PartState = z.infer<typeof part>;
/** A read that is under way: its bounds, both included, and where it goes on. */
export type Reading = NonNullable<PartState['reading']>;
export type Parts = Readonly<Record<string, PartState>>;

export const UNREAD: PartState = { high: null, reading: null };

export const stateOf = (parts: Parts): Json => ({ kit: VERSION, parts });

/** @throws {ConnectorFatalError} for a state that another version or another connector wrote */
export function partsOf(state: Json | null, connector: string): Parts {
  if (state === null) return {};
  const parsed = kitState.safeParse(state);
  if (parsed.success) return parsed.data.parts;
  throw new ConnectorFatalError(
    `The stored state was not written by this version of the ${connector} connector; remove the source and sync it again.`,
  );
}
