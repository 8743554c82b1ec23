import { createUnionType } from 'type-graphql';
import { InvalidRule } from '../problems/invalid-rule.ts';
import { SegmentExists } from '../problems/segment-exists.ts';
import { SegmentCreated } from './segment-created.ts';

export const CreateSegmentResult = createUnionType({
  name: 'CreateSegmentResult',
  description: 'The new segment, or why there is none.',
  types: () => [InvalidRule, SegmentExists, SegmentCreated] as const,
  resolveType: (value) => value.__typename,
});
