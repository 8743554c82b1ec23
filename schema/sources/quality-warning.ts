import { Field, Float, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('QualityWarning', {
  simpleResolvers: true,
  description: 'Something that a person should look at before a model learns from it.',
})
export class QualityWarning {
  @Field(() => String, {
    description:
      'What it is about: rejects, duplicates, unknown_items, unknown_users, nulls, range, volume or freshness.',
  })
  readonly kind!: string;

  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => String, { nullable: true, description: 'The field; null for the whole stream.' })
  readonly field!: string | null;

  @Field(() => DateTime, { description: 'The day, UTC.' })
  readonly day!: number;

  @Field(() => Float, { description: 'What was found.' })
  readonly value!: number;

  @Field(() => Float, { description: 'What is usual, or allowed.' })
  readonly usual!: number;

  @Field(() => String, { description: 'With the numbers, in plain words.' })
  readonly message!: string;

  @Field(() => String, { description: 'What to do.' })
  readonly action!: string;
}
