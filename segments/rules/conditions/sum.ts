import { z } from 'zod';
import type { Event } from '../../../fusion/index.ts';
import type { ConditionKind } from '../condition-kind.ts';
import {
  hasLimit,
  knownSince,
  LIMIT_MISSING,
  limitShape,
  readQuery,
  textSchema,
  windowShape,
} from '../event-conditions.ts';
import { type Match, matchEvents } from '../event-filter.ts';
import type { Interval } from '../interval.ts';
import type { SumCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';

/** The sum of a number over the events in a window. */
export const sum: ConditionKind<SumCondition> = {
  schema: () =>
    z
      .strictObject({ ...windowShape, ...limitShape, attribute: textSchema.optional() })
      .refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts, now) {
    const { events } = facts.history;
    return judgeWindow(
      {
        matches: matchEvents(condition, events, facts.item),
        knownSince: knownSince(events, condition.modality, condition.whenMissing),
        duration: condition.within ?? null,
        limits: condition,
        measure: (window) => total(window, condition.attribute),
        uncertainty: 'number-absent',
      },
      now,
    );
  },
  reads: readQuery,
};

/** The sum of the values, or of an attribute, of the surest to the most of the matches. */
export function total(window: readonly Match[], attribute?: string): Interval {
  let low = 0;
  let high = 0;
  for (const { event, sure } of window) {
    const value = numberOf(event, attribute);
    // A number that nobody knows could be anything.
    if (value === null) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    low += sure ? value : Math.min(value, 0);
    high += sure ? value : Math.max(value, 0);
  }
  return { low, high };
}

function numberOf(event: Event, attribute: string | undefined): number | null {
  const value = attribute === undefined ? event.value : event.attributes[attribute];
  return typeof value === 'number' ? value : null;
}
