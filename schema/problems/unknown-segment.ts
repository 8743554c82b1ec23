import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('UnknownSegment', {
  implements: Problem,
  simpleResolvers: true,
  description: 'There is no such segment.',
})
export class UnknownSegment extends Problem {
  override readonly __typename!: 'UnknownSegment';
}
