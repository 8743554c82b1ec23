import { createUnionType } from 'type-graphql';
import { Contrast } from '../explanations/contrast.ts';
import { Explanation } from '../explanations/explanation.ts';
import { ReadOutExplanation } from '../explanations/read-out-explanation.ts';
import { ErasedUser } from '../problems/erased-user.ts';
import { NoProfile } from '../problems/no-profile.ts';
import { UnknownReadOut } from '../problems/unknown-read-out.ts';
import { UnknownSegment } from '../problems/unknown-segment.ts';
import { UnknownUser } from '../problems/unknown-user.ts';

export const ExplainResult = createUnionType({
  name: 'ExplainResult',
  description: 'An explanation, or why there is none.',
  types: () => [ErasedUser, Explanation, NoProfile, UnknownSegment, UnknownUser] as const,
  resolveType: (value) => value.__typename,
});

export const ReadOutExplainResult = createUnionType({
  name: 'ReadOutExplainResult',
  description: 'An explanation of a read-out, or why there is none.',
  types: () => [ErasedUser, ReadOutExplanation, NoProfile, UnknownReadOut, UnknownUser] as const,
  resolveType: (value) => value.__typename,
});

export const ContrastResult = createUnionType({
  name: 'ContrastResult',
  description: 'A contrast of two segments, or why there is none.',
  types: () => [Contrast, ErasedUser, NoProfile, UnknownSegment, UnknownUser] as const,
  resolveType: (value) => value.__typename,
});
