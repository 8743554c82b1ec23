import { Field, Float, Int, ObjectType } from 'type-graphql';
import { AdaptationMode } from './adaptation-mode.ts';
import { ForgettingRate } from './forgetting-rate.ts';

@ObjectType('Adaptation', {
  simpleResolvers: true,
  description:
    'How strongly the last event of one modality counts, as it was chosen when the event came.',
})
export class Adaptation {
  @Field(() => String, { description: "The modality's registered name." })
  readonly modality!: string;

  @Field(() => Int, { description: 'Events that name a known item.' })
  readonly events!: number;

  @Field(() => AdaptationMode, { description: 'Who chose.' })
  readonly mode!: AdaptationMode;

  @Field(() => [ForgettingRate], { description: 'The choice, fastest forgetting first.' })
  readonly rates!: readonly ForgettingRate[];

  @Field(() => Float, { description: "The last event's share of what is remembered, 0 to 1." })
  readonly lastShare!: number;

  @Field(() => Float, {
    description: 'How many times as much the last event counts as under the equal mixture.',
  })
  readonly countsAs!: number;

  @Field(() => Boolean, {
    description: 'Whether all events were read again, because that promised more than it costs.',
  })
  readonly reencoded!: boolean;

  @Field(() => Int, {
    description: 'Events that were read again since the policy was made: what it has cost.',
  })
  readonly readAgain!: number;

  @Field(() => String, { description: 'Why, in a sentence.' })
  readonly reason!: string;
}
