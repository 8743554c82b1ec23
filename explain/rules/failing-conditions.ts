import type { TraceNode } from '../../segments/index.ts';
import type { Verdict } from '../../store/index.ts';

/** A condition whose verdict would have to be another one. */
export interface FailingCondition {
  readonly leaf: TraceNode;
  readonly wanted: Exclude<Verdict, 'UNKNOWN'>;
}

/**
 * The smallest set of conditions that would have to change for a verdict to become the wanted one;
 * of equally small sets the first as written. Exact, because a condition stands in one place only.
 * @param costOf what changing a condition costs; the set that costs least is the smallest
 */
export function failingConditions(
  trace: TraceNode,
  wanted: FailingCondition['wanted'] = 'TRUE',
  costOf: (condition: FailingCondition) => number = () => 1,
): FailingCondition[] {
  if (trace.verdict === wanted) return [];
  if (trace.children.length === 0) return [{ leaf: trace, wanted }];
  if (trace.kind === 'not') {
    return failingConditions(trace.children[0], wanted === 'TRUE' ? 'FALSE' : 'TRUE', costOf);
  }
  const parts = trace.children.map((part) => failingConditions(part, wanted, costOf));
  // "all" to be true and "any" to be false need every part; otherwise one part is enough.
  if ((trace.kind === 'all') === (wanted === 'TRUE')) return parts.flat();
  const total = (part: readonly FailingCondition[]) =>
    part.reduce((sum, condition) => sum + costOf(condition), 0);
  return parts.reduce((best, part) => (total(part) < total(best) ? part : best));
}
