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
import type { UserFacts } from '../facts.ts';
import type { Interval } from '../interval.ts';
import type { DistinctCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';

const DAY_MILLISECONDS = 86_400_000;

/** How many different things the events in a window are about. */
export const distinct: ConditionKind<DistinctCondition> = {
  schema: () =>
    z
      .strictObject({
        ...windowShape,
        ...limitShape,
        of: z.enum(['item', 'category', 'day', 'otherUser', 'attribute']),
        attribute: textSchema.optional(),
      })
      .refine(hasLimit, { message: LIMIT_MISSING })
      .refine(({ of, attribute }) => (of === 'attribute') === (attribute !== undefined), {
        message: 'needs attribute where, and only where, of is "attribute"',
      }),
  evaluate(condition, facts, now) {
    const { events } = facts.history;
    return judgeWindow(
      {
        matches: matchEvents(condition, events, facts.item),
        knownSince: knownSince(events, condition.modality, condition.whenMissing),
        duration: condition.within ?? null,
        limits: condition,
        measure: (window) => differentKeys(window, condition, facts),
        uncertainty: 'item-unknown',
      },
      now,
    );
  },
  reads(condition, into) {
    readQuery(condition, into);
    if (condition.of === 'category') into.items = true;
    if (condition.of === 'otherUser') into.others = true;
  },
};

/** Sure matches with a known key are the lower bound; every other match may add one at most. */
function differentKeys(
  window: readonly Match[],
  condition: DistinctCondition,
  facts: UserFacts,
): Interval {
  const sureKeys = new Set<string>();
  const possibleKeys = new Set<string>();
  let unknown = 0;
  for (const { event, sure } of window) {
    const keys = keysOf(event, condition, facts);
    if (keys === null) unknown += 1;
    for (const key of keys ?? []) {
      possibleKeys.add(key);
      if (sure) sureKeys.add(key);
    }
  }
  return {
    low: sureKeys.size,
    // An unknown item may have any number of categories.
    high: unknown > 0 ? Number.POSITIVE_INFINITY : possibleKeys.size,
  };
}

/** What an event is about; empty where it is about nothing of the kind, null where nobody knows. */
function keysOf(
  event: Event,
  condition: DistinctCondition,
  facts: UserFacts,
): readonly string[] | null {
  if (condition.of === 'day') return [String(Math.floor(event.at / DAY_MILLISECONDS))];
  if (condition.of === 'otherUser') return event.otherUserId === null ? [] : [event.otherUserId];
  if (condition.of === 'attribute') {
    const value = event.attributes[condition.attribute ?? ''];
    return value === undefined || value === null ? [] : [`${typeof value}:${value}`];
  }
  if (event.itemId === null) return [];
  if (condition.of === 'item') return [event.itemId];
  return facts.item(event.itemId)?.categories ?? null;
}
