import { createUnionType } from 'type-graphql';
import { UnknownUser } from '../problems/unknown-user.ts';
import { UserErased } from './user-erased.ts';

export const EraseUserResult = createUnionType({
  name: 'EraseUserResult',
  description: 'The receipt, or why there is none.',
  types: () => [UnknownUser, UserErased] as const,
  resolveType: (value) => value.__typename,
});
