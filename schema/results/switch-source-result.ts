import { createUnionType } from 'type-graphql';
import { UnknownSource } from '../problems/unknown-source.ts';
import { SourceSwitched } from './source-switched.ts';

export const SwitchSourceResult = createUnionType({
  name: 'SwitchSourceResult',
  description: 'The source as it is now, or why nothing was switched.',
  types: () => [UnknownSource, SourceSwitched] as const,
  resolveType: (value) => value.__typename,
});
