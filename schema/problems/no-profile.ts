import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('NoProfile', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The user has no profile (yet, or at that instant), so nothing can be said.',
})
export class NoProfile extends Problem {
  override readonly __typename!: 'NoProfile';
}
