import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('BackfillRefused', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The range is none, or the source cannot be read by one.',
})
export class BackfillRefused extends Problem {
  override readonly __typename!: 'BackfillRefused';
}
