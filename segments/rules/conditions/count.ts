import { z } from 'zod';
import type { ConditionKind } from '../condition-kind.ts';
import {
  hasLimit,
  knownSince,
  LIMIT_MISSING,
  limitShape,
  readQuery,
  windowShape,
} from '../event-conditions.ts';
import { type Match, matchEvents } from '../event-filter.ts';
import type { Interval } from '../interval.ts';
import type { CountCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';

/** How many events match in a window. */
export const count: ConditionKind<CountCondition> = {
  schema: () =>
    z.strictObject({ ...windowShape, ...limitShape }).refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts, now) {
    const { events } = facts.history;
    return judgeWindow(
      {
        matches: matchEvents(condition, events, facts.item),
        knownSince: knownSince(events, condition.modality, condition.whenMissing),
        duration: condition.within ?? null,
        limits: condition,
        measure: countMatches,
        uncertainty: 'item-unknown',
      },
      now,
    );
  },
  reads: readQuery,
};

/** The number of sure matches, up to that of all. */
export function countMatches(window: readonly Match[]): Interval {
  let low = 0;
  for (const { sure } of window) if (sure) low += 1;
  return { low, high: window.length };
}
