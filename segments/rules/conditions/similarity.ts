import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { hasLimit, LIMIT_MISSING, limitShape, textSchema } from '../event-conditions.ts';
import { within } from '../interval.ts';
import type { SimilarityCondition } from '../rule.ts';

/** How like the members of a segment that was learned a user is, against bounds. */
export const similarity: ConditionKind<SimilarityCondition> = {
  schema: () =>
    z.strictObject({ id: textSchema, ...limitShape }).refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts) {
    const known = facts.segments[condition.id];
    const value = known?.similarity ?? null;
    if (known === undefined || value === null) {
      return lasting('UNKNOWN', null, 'similarity-absent');
    }
    const verdict = within({ low: value, high: value }, condition);
    return { ...lasting(verdict, value), validUntil: known.validUntil };
  },
  reads(condition, into) {
    into.segments.add(condition.id);
  },
};
