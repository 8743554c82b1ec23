import { z } from 'zod';
import type { Event } from '../../fusion/index.ts';
import type { RuleDependencies } from './dependencies.ts';
import { isDuration } from './duration.ts';
import type { EventQuery, EventWindow } from './rule.ts';

/** What the conditions on events have in common: schema parts, dependencies, what is known. */

export const LIMIT_MISSING = 'needs atLeast or atMost (or both, the lower one first)';

const text = z.string().min(1).max(256);
const number = z.number();
const scalar = z.union([z.string().max(2000), number, z.boolean(), z.null()]);
const oneOrMore = z.union([text, z.array(text).min(1).max(1000)]);

export const durationSchema = z
  .string()
  .refine(isDuration, { message: 'is no duration; write hours, days or weeks: 12h, 30d, 4w' });

export const limitShape = { atLeast: number.optional(), atMost: number.optional() } as const;

export const queryShape = {
  modality: text,
  type: text.optional(),
  where: z
    .strictObject({
      item: oneOrMore.optional(),
      category: oneOrMore.optional(),
      attributes: z.record(text, scalar).optional(),
      value: z.strictObject(limitShape).refine(hasLimit, { message: LIMIT_MISSING }).optional(),
    })
    .optional(),
} as const;

export const missingShape = { whenMissing: z.enum(['unknown', 'zero']).optional() } as const;

export const windowShape = {
  ...queryShape,
  ...missingShape,
  within: durationSchema.optional(),
} as const;

export { number as numberSchema, scalar as scalarSchema, text as textSchema };

/** Whether at least one bound is given, and the bounds leave something between them. */
export function hasLimit(limits: { atLeast?: number; atMost?: number }): boolean {
  const { atLeast, atMost } = limits;
  if (atLeast === undefined && atMost === undefined) return false;
  return atLeast === undefined || atMost === undefined || atLeast <= atMost;
}

/** Adds what a query reads. */
export function readQuery(query: EventQuery, into: RuleDependencies): void {
  into.modalities.add(query.modality);
  if (query.where?.category !== undefined) into.items = true;
}

/**
 * From when on the absence of events means that nothing happened: the user's first event of the
 * modality, or always where the rule says that missing data is zero.
 */
export function knownSince(
  events: readonly Event[],
  modality: string,
  whenMissing: EventWindow['whenMissing'],
): number | null {
  if (whenMissing === 'zero') return Number.NEGATIVE_INFINITY;
  return events.find((event) => event.modality === modality)?.at ?? null;
}
