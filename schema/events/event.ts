import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';

@ObjectType('Event', {
  simpleResolvers: true,
  description: 'One thing that a user did, at a time, from one source.',
})
export class Event {
  @Field(() => ID, {
    description: 'A hash of source, stream, record and content: the same event twice is one.',
  })
  readonly id!: string;

  @Field(() => String, { description: 'The modality’s registered name.' })
  readonly modality!: string;

  @Field(() => String, { description: 'The kind of event within its modality.' })
  readonly type!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  readonly at!: number;

  @Field(() => DateTime, { description: 'When it was taken in.' })
  readonly receivedAt!: number;

  @Field(() => ID, { nullable: true, description: 'The item that it is about.' })
  readonly itemId!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Money, seconds or a count, as its type says.',
  })
  readonly value!: number | null;

  @Field(() => JsonScalar, { description: 'What else the source says, by name.' })
  readonly attributes!: unknown;

  @Field(() => ID, { description: 'The source that it came from.' })
  readonly sourceId!: string;

  /** For resolvers, not a field. */
  readonly otherUserId!: string | null;
}
