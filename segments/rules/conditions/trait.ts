import { z } from 'zod';
import type { Scalar } from '../../../fusion/index.ts';
import { type ConditionKind, type Judgement, lasting } from '../condition-kind.ts';
import { limitShape, scalarSchema, textSchema } from '../event-conditions.ts';
import { within } from '../interval.ts';
import type { TraitCondition } from '../rule.ts';
import { verdictOf } from '../verdict.ts';

const given = (value: unknown) => value !== undefined;

/** A trait against a value, a list, bounds, or whether it is known at all. */
export const trait: ConditionKind<TraitCondition> = {
  schema: () =>
    z
      .strictObject({
        name: textSchema,
        equals: scalarSchema.optional(),
        in: z.array(scalarSchema).min(1).max(1000).optional(),
        exists: z.boolean().optional(),
        ...limitShape,
      })
      .refine(
        (test) => {
          const bounds = given(test.atLeast) || given(test.atMost);
          return (
            [given(test.equals), given(test.in), given(test.exists), bounds].filter(Boolean)
              .length === 1
          );
        },
        { message: 'needs exactly one of equals, in, exists, atLeast/atMost' },
      ),
  evaluate: (test, facts) => testTrait(test, facts.history.traits[test.name] ?? null),
  reads(test, into) {
    into.traits.add(test.name);
  },
};

/** A trait's value, null where nobody declared one, against a condition on it. */
export function testTrait(test: TraitCondition, value: Scalar): Judgement {
  if (test.exists !== undefined) return lasting(verdictOf((value !== null) === test.exists), value);
  if (value === null) return lasting('UNKNOWN', null, 'trait-absent');
  if (test.equals !== undefined) return lasting(verdictOf(value === test.equals), value);
  if (test.in !== undefined) return lasting(verdictOf(test.in.includes(value)), value);
  if (typeof value !== 'number') return lasting('UNKNOWN', value, 'trait-of-other-type');
  return lasting(within({ low: value, high: value }, test), value);
}
