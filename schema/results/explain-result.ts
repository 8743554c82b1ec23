import { createUnionType } from 'type-graphql';
import { Explanation } from '../explanations/explanation.ts';
import { NoProfile } from '../problems/no-profile.ts';
import { UnknownSegment } from '../problems/unknown-segment.ts';
import { UnknownUser } from '../problems/unknown-user.ts';

export const ExplainResult = createUnionType({
  name: 'ExplainResult',
  description: 'An explanation, or why there is none.',
  types: () => [Explanation, NoProfile, UnknownSegment, UnknownUser] as const,
  resolveType: (value) => value.__typename,
});
