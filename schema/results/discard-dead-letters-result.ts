import { createUnionType } from 'type-graphql';
import { UnknownSource } from '../problems/unknown-source.ts';
import { DeadLettersDiscarded } from './dead-letters-discarded.ts';

export const DiscardDeadLettersResult = createUnionType({
  name: 'DiscardDeadLettersResult',
  description: 'What was discarded, or why nothing was.',
  types: () => [UnknownSource, DeadLettersDiscarded] as const,
  resolveType: (value) => value.__typename,
});
