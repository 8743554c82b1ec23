import { Field, Int, ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('TooManyEvents', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The list of events is too long; nothing was stored.',
})
export class TooManyEvents extends Problem {
  override readonly __typename!: 'TooManyEvents';

  @Field(() => Int, { description: 'How many events one call may bring.' })
  readonly limit!: number;
}
