import { z } from 'zod';
import type { ConditionKind } from '../condition-kind.ts';
import { durationMilliseconds } from '../duration.ts';
import {
  durationSchema,
  hasLimit,
  knownSince,
  LIMIT_MISSING,
  limitShape,
  missingShape,
  queryShape,
  readQuery,
} from '../event-conditions.ts';
import { matchEvents } from '../event-filter.ts';
import type { Interval } from '../interval.ts';
import type { TrendCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';
import { countMatches } from './count.ts';
import { total } from './sum.ts';

/** How the events of a window compare with those of the window of the same length before it. */
export const trend: ConditionKind<TrendCondition> = {
  schema: () =>
    z
      .strictObject({
        ...queryShape,
        ...missingShape,
        ...limitShape,
        within: durationSchema,
        by: z.enum(['count', 'sum']).optional(),
        as: z.enum(['difference', 'ratio']).optional(),
      })
      .refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts, now) {
    const { events } = facts.history;
    const length = durationMilliseconds(condition.within);
    const known = knownSince(events, condition.modality, condition.whenMissing);
    const measure = condition.by === 'sum' ? total : countMatches;
    const compare = condition.as === 'ratio' ? ratioOf : differenceOf;
    return judgeWindow(
      {
        matches: matchEvents(condition, events, facts.item),
        // The earlier window says something once the user is known for all of it.
        knownSince: known === null ? null : known + 2 * length,
        duration: condition.within,
        windows: 2,
        limits: condition,
        measure(matches, at) {
          const turn = matches.findIndex(({ event }) => event.at > at - length);
          const start = turn === -1 ? matches.length : turn;
          return compare(measure(matches.slice(start)), measure(matches.slice(0, start)));
        },
        uncertainty: condition.by === 'sum' ? 'number-absent' : 'item-unknown',
      },
      now,
    );
  },
  reads: readQuery,
};

function differenceOf(current: Interval, before: Interval): Interval {
  return { low: current.low - before.high, high: current.high - before.low };
}

/** Of what is negative, as a sum with refunds may be, there is no ratio that says anything. */
function ratioOf(current: Interval, before: Interval): Interval {
  if (current.low < 0 || before.low < 0) {
    return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }
  return { low: ratio(current.low, before.high), high: ratio(current.high, before.low) };
}

function ratio(current: number, before: number): number {
  if (before === 0) return current === 0 ? 1 : Number.POSITIVE_INFINITY;
  return current / before;
}
