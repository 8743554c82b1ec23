import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('NoProfile', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The user had no profile at that instant, so nothing can be said of it.',
})
export class NoProfile extends Problem {
  override readonly __typename!: 'NoProfile';
}
