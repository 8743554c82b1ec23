import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('EvidenceEvent', {
  simpleResolvers: true,
  description: 'An event that an explanation rests on.',
})
export class EvidenceEvent {
  @Field(() => ID, { description: 'The event; look it up in the timeline.' })
  readonly eventId!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  readonly at!: number;

  @Field(() => String, { description: 'Its modality.' })
  readonly modality!: string;

  @Field(() => String, { description: 'What the user did, for people to read.' })
  readonly sentence!: string;

  @Field(() => Float, { description: 'How much of the explanation rests on it, signed.' })
  readonly share!: number;
}
