import { parseRule, printRule } from '../../segments/index.ts';
import type { SegmentKind } from '../../store/index.ts';

/** A definition's rule as text; null for one that is no rule. */
export function ruleTextOf(row: {
  readonly kind: SegmentKind;
  readonly definition: unknown;
}): string | null {
  return row.kind === 'RULE' ? printRule(parseRule(row.definition)) : null;
}
