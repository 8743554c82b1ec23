import { Field, Int, ObjectType } from 'type-graphql';
import { RejectedEvent } from './rejected-event.ts';

@ObjectType('EventsIngested', {
  simpleResolvers: true,
  description: 'What became of a list of events: each was taken in wholly or not at all.',
})
export class EventsIngested {
  readonly __typename!: 'EventsIngested';

  @Field(() => String, {
    description: 'Give it to `waitFor` and a read sees this write.',
  })
  readonly token!: string;

  @Field(() => Int, { description: 'Events that were not there before.' })
  readonly accepted!: number;

  @Field(() => Int, { description: 'Events that were there already; they count once.' })
  readonly duplicates!: number;

  @Field(() => Int, {
    description:
      'Events not kept because their user refused profiling, or because somebody in them was erased.',
  })
  readonly refused!: number;

  @Field(() => Int, { description: 'Events kept aside because their source is in quarantine.' })
  readonly quarantined!: number;

  @Field(() => [RejectedEvent], { description: 'Events with a mistake; the others were taken in.' })
  readonly rejected!: readonly RejectedEvent[];
}
