import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('UnknownAudience', {
  implements: Problem,
  simpleResolvers: true,
  description: 'No such audience is declared.',
})
export class UnknownAudience extends Problem {
  override readonly __typename!: 'UnknownAudience';
}
