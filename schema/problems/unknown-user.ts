import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('UnknownUser', {
  implements: Problem,
  simpleResolvers: true,
  description: 'There is no such user.',
})
export class UnknownUser extends Problem {
  override readonly __typename!: 'UnknownUser';
}
