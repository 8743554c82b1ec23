import { createUnionType } from 'type-graphql';
import { UnknownSource } from '../problems/unknown-source.ts';
import { SourceRemoved } from './source-removed.ts';

export const RemoveSourceResult = createUnionType({
  name: 'RemoveSourceResult',
  description: 'What was removed, or why nothing was.',
  types: () => [UnknownSource, SourceRemoved] as const,
  resolveType: (value) => value.__typename,
});
