import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('DeadLetterReason', {
  simpleResolvers: true,
  description: 'How many records of a stream wait for the same reason.',
})
export class DeadLetterReason {
  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => String, { description: 'The code that the letters carry.' })
  readonly reason!: string;

  @Field(() => SafeInteger, { description: 'How many letters wait.' })
  readonly count!: number;
}
