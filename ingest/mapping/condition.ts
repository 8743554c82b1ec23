import type { Condition } from './declaration.ts';
import { type Scope, valueAt } from './field-path.ts';

/** CSV knows only text: `equals: 1` must hold for `"1"` as well. */
function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || left === undefined || typeof left === 'object')
    return right === null && left == null;
  return right !== null && String(left) === String(right);
}

function holdsOne(condition: Condition, scope: Scope): boolean {
  const value = valueAt(scope, condition.field);
  if (condition.present !== undefined) {
    return (value !== undefined && value !== null && value !== '') === condition.present;
  }
  if (condition.in !== undefined) return condition.in.some((one) => same(value, one));
  if (condition.notEquals !== undefined) return !same(value, condition.notEquals);
  return same(value, condition.equals);
}

/** Whether a mapping's `when` lets the record through. */
export function holds(when: Condition | readonly Condition[] | undefined, scope: Scope): boolean {
  if (when === undefined) return true;
  return [when].flat().every((condition) => holdsOne(condition as Condition, scope));
}
