import type { Json, Verdict } from '../../store/index.ts';
import type { UnknownReason } from './condition-kind.ts';
import type { Condition, ConditionName } from './rule.ts';
import { allOf, anyOf, opposite } from './verdict.ts';

/** What the evaluator found at one node of a rule: the proof, in the shape of the rule. */
export interface TraceNode {
  /** Where in the rule: `all[1].not.count`; for the root of a combination, empty. */
  readonly path: string;
  readonly kind: 'all' | 'any' | 'not' | ConditionName;
  readonly verdict: Verdict;
  /** The condition that was judged, with its thresholds; null for a combination. */
  readonly condition: Condition | null;
  readonly observed: Json;
  /** The events that counted, the latest last, and how many they were in all. */
  readonly eventIds: readonly string[];
  readonly eventCount: number;
  readonly reason: UnknownReason | null;
  readonly children: readonly TraceNode[];
}

/** The conditions of a trace, the order as written. */
export function leavesOf(trace: TraceNode): readonly TraceNode[] {
  return trace.children.length === 0 ? [trace] : trace.children.flatMap(leavesOf);
}

/** The verdict that follows where each condition's own is given by `ofLeaf`. */
export function verdictOfTrace(trace: TraceNode, ofLeaf: (leaf: TraceNode) => Verdict): Verdict {
  if (trace.kind === 'all')
    return allOf(trace.children.map((part) => verdictOfTrace(part, ofLeaf)));
  if (trace.kind === 'any')
    return anyOf(trace.children.map((part) => verdictOfTrace(part, ofLeaf)));
  if (trace.kind === 'not') return opposite(verdictOfTrace(trace.children[0], ofLeaf));
  return ofLeaf(trace);
}
