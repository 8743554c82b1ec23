import { createUnionType } from 'type-graphql';
import { ModelRefused } from '../problems/model-refused.ts';
import { ModelChanged } from './model-changed.ts';

export const ModelResult = createUnionType({
  name: 'ModelResult',
  description: 'What came of a change to a model.',
  types: () => [ModelChanged, ModelRefused] as const,
  resolveType: (value) => value.__typename,
});
