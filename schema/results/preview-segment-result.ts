import { createUnionType } from 'type-graphql';
import { InvalidRule } from '../problems/invalid-rule.ts';
import { SegmentPreview } from '../segments/segment-preview.ts';

export const PreviewSegmentResult = createUnionType({
  name: 'PreviewSegmentResult',
  description: 'What the rule would select, or why it cannot be evaluated.',
  types: () => [InvalidRule, SegmentPreview] as const,
  resolveType: (value) => value.__typename,
});
