import { type ScoredDefinition, scoredFromJson } from '../../segments/index.ts';
import type { Json, SegmentKind } from '../../store/index.ts';

/** The definition of a predictive or lookalike segment; null for any other. */
export function scoreOfSegment(row: {
  readonly kind: SegmentKind;
  readonly definition: unknown;
}): ScoredDefinition | null {
  const isScored = row.kind === 'PREDICTIVE' || row.kind === 'LOOKALIKE';
  return isScored ? scoredFromJson(row.definition as Json) : null;
}
