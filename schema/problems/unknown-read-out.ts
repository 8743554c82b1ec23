import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('UnknownReadOut', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The model reads no such value out of the user.',
})
export class UnknownReadOut extends Problem {
  override readonly __typename!: 'UnknownReadOut';
}
