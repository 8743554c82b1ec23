import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';

@ObjectType('DeadLetter', {
  simpleResolvers: true,
  description: 'A record that could not be taken in, kept until it is replayed.',
})
export class DeadLetter {
  @Field(() => ID, { description: 'The same bad record twice is one letter.' })
  readonly id!: string;

  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => String, { nullable: true, description: 'The record’s key, where it has one.' })
  readonly recordKey!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it stands in its source.' })
  readonly position!: string | null;

  @Field(() => String, { description: 'A code to group by.' })
  readonly reason!: string;

  @Field(() => String, { description: 'What is wrong and what to do.' })
  readonly message!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'The record as it came.' })
  readonly record!: unknown;

  @Field(() => DateTime, { description: 'When it was first met.' })
  readonly at!: number;
}
