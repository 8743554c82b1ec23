import { z } from 'zod';
import type { ConditionKind } from '../condition-kind.ts';
import {
  durationSchema,
  knownSince,
  missingShape,
  queryShape,
  readQuery,
} from '../event-conditions.ts';
import { matchEvents } from '../event-filter.ts';
import type { RecencyCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';
import { countMatches } from './count.ts';

/** Whether something last happened within a duration, or longer ago (or never). */
export const recency: ConditionKind<RecencyCondition> = {
  schema: () =>
    z
      .strictObject({
        ...queryShape,
        ...missingShape,
        within: durationSchema.optional(),
        notWithin: durationSchema.optional(),
      })
      .refine(({ within, notWithin }) => (within === undefined) !== (notWithin === undefined), {
        message: 'needs exactly one of within and notWithin',
      }),
  evaluate(condition, facts, now) {
    const { events } = facts.history;
    const matches = matchEvents(condition, events, facts.item);
    const judgement = judgeWindow(
      {
        matches,
        knownSince: knownSince(events, condition.modality, condition.whenMissing),
        duration: condition.within ?? condition.notWithin ?? null,
        limits: condition.within === undefined ? { atMost: 0 } : { atLeast: 1 },
        measure: countMatches,
        uncertainty: 'item-unknown',
      },
      now,
    );
    const last = matches.findLast(({ event, sure }) => sure && event.at <= now);
    // Only the latest event decides; its instant is what a reader wants to see.
    const latest = judgement.eventIds.slice(-1);
    return {
      ...judgement,
      observed: last?.event.at ?? null,
      eventIds: latest,
      eventCount: latest.length,
    };
  },
  reads: readQuery,
};
