import type { Condition, ConditionName, Limits } from '../../segments/index.ts';
import type { Json } from '../../store/index.ts';
import type { FailingCondition } from './failing-conditions.ts';

/**
 * What has to be added to a number for it to come within limits, or to leave them.
 * @param whole whether only whole steps can be made
 */
export function distanceTo(
  observed: Json,
  limits: Limits | null,
  wanted: FailingCondition['wanted'],
  whole: boolean,
): number | null {
  if (typeof observed !== 'number' || limits === null) return null;
  const { atLeast, atMost } = limits;
  if (wanted === 'TRUE') {
    if (atLeast !== undefined && observed < atLeast) {
      return whole ? Math.ceil(atLeast - observed) : atLeast - observed;
    }
    if (atMost !== undefined && observed > atMost) {
      return whole ? -Math.ceil(observed - atMost) : atMost - observed;
    }
    return null;
  }
  // Just outside: one whole step beyond the bound, or the bound itself where any step will do.
  const up =
    atMost === undefined ? null : whole ? Math.floor(atMost - observed) + 1 : atMost - observed;
  const down =
    atLeast === undefined
      ? null
      : whole
        ? -(Math.floor(observed - atLeast) + 1)
        : atLeast - observed;
  if (up === null || down === null) return up ?? down;
  return up <= -down ? up : down;
}

export function limitsOf(condition: object): Limits | null {
  const parameters: unknown = Object.values(condition)[0];
  if (typeof parameters !== 'object' || parameters === null) return null;
  return 'atLeast' in parameters || 'atMost' in parameters ? (parameters as Limits) : null;
}

/** Whether only whole steps lead from one number to another. */
export function isWhole(condition: Condition): boolean {
  if ('trend' in condition) return condition.trend.by !== 'sum' && condition.trend.as !== 'ratio';
  const whole: readonly ConditionName[] = ['count', 'distinct', 'sequence', 'visits', 'friends'];
  return whole.some((name) => name in condition);
}
