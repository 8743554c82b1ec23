import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('UnknownSource', {
  implements: Problem,
  simpleResolvers: true,
  description: 'No such source is declared.',
})
export class UnknownSource extends Problem {
  override readonly __typename!: 'UnknownSource';
}
