import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { Problem } from './problem.ts';

@ObjectType('SequenceNotKept', {
  implements: Problem,
  simpleResolvers: true,
  description: 'What followed that sequence is not here: no longer, or it never was.',
})
export class SequenceNotKept extends Problem {
  override readonly __typename!: 'SequenceNotKept';

  @Field(() => SafeInteger, { description: 'Where the changes end now.' })
  readonly lastSequence!: number;
}
