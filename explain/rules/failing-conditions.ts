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
 */
export function failingConditions(
  trace: TraceNode,
  wanted: FailingCondition['wanted'] = 'TRUE',
): FailingCondition[] {
  if (trace.verdict === wanted) return [];
  if (trace.children.length === 0) return [{ leaf: trace, wanted }];
  if (trace.kind === 'not') {
    return failingConditions(trace.children[0], wanted === 'TRUE' ? 'FALSE' : 'TRUE');
  }
  const parts = trace.children.map((part) => failingConditions(part, wanted));
  // "all" to be true and "any" to be false need every part; otherwise one part is enough.
  if ((trace.kind === 'all') === (wanted === 'TRUE')) return parts.flat();
  return parts.reduce((best, part) => (part.length < best.length ? part : best));
}
