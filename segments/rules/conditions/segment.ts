import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { textSchema } from '../event-conditions.ts';
import type { SegmentCondition } from '../rule.ts';

/** Whether the user is in another segment. */
export const segment: ConditionKind<SegmentCondition> = {
  schema: () => z.strictObject({ id: textSchema }),
  evaluate(condition, facts) {
    const known = facts.segments[condition.id];
    if (known === undefined) return lasting('UNKNOWN', null, 'segment-not-judged');
    const { verdict, validUntil } = known;
    const reason = verdict === 'UNKNOWN' ? 'segment-not-judged' : null;
    return { ...lasting(verdict, verdict, reason), validUntil };
  },
  reads(condition, into) {
    into.segments.add(condition.id);
  },
};
