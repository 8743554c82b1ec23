import { createUnionType } from 'type-graphql';
import { MappingInvalid } from '../problems/mapping-invalid.ts';
import { UnknownSource } from '../problems/unknown-source.ts';
import { DeadLettersReplayed } from './dead-letters-replayed.ts';

export const ReplayDeadLettersResult = createUnionType({
  name: 'ReplayDeadLettersResult',
  description: 'What became of the letters, or why nothing was tried.',
  types: () => [MappingInvalid, UnknownSource, DeadLettersReplayed] as const,
  resolveType: (value) => value.__typename,
});
