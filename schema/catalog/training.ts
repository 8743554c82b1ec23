import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('Training', {
  simpleResolvers: true,
  description: 'A training in the background of this server.',
})
export class Training {
  @Field(() => DateTime, { description: 'When it began.' })
  readonly startedAt!: number;

  @Field(() => Float, { description: 'From 0 to 1.' })
  readonly progress!: number;

  @Field(() => String, { description: 'What is being done.' })
  readonly note!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  readonly endedAt!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The model that came of it, which is a shadow from then on.',
  })
  readonly version!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it failed; null where it did not.' })
  readonly problem!: string | null;
}
