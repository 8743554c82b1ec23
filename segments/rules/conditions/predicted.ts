import { z } from 'zod';
import { type ConditionKind, lasting } from '../condition-kind.ts';
import { hasLimit, LIMIT_MISSING, limitShape, textSchema } from '../event-conditions.ts';
import { within } from '../interval.ts';
import type { PredictedCondition } from '../rule.ts';

/** A read-out of the model against bounds, if the model is confident enough. */
export const predicted: ConditionKind<PredictedCondition> = {
  schema: () =>
    z
      .strictObject({
        name: textSchema,
        confidence: z.number().min(0).max(1).optional(),
        ...limitShape,
      })
      .refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts) {
    const readOut = facts.readOuts[condition.name];
    if (readOut === undefined) return lasting('UNKNOWN', null, 'read-out-absent');
    const { value, confidence } = readOut;
    if (condition.confidence !== undefined && (confidence ?? 0) < condition.confidence) {
      return lasting('UNKNOWN', value, 'confidence-too-low');
    }
    return lasting(within({ low: value, high: value }, condition), value);
  },
  reads(condition, into) {
    into.readOuts.add(condition.name);
  },
};
