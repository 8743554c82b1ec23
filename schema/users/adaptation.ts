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

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether what is recommended follows the choice. It does in models that were trained with a policy that had proven itself, for modalities whose experts read how recent items are. False: the choice is shown and judged, and changes nothing; the reason is then told in the conditional. The fused vector, traits and segments follow no choice. Null for a profile that an older version made, until it is made anew.',
  })
  readonly steersRecommendations!: boolean | null;

  @Field(() => [ForgettingRate], { description: 'The choice, fastest forgetting first.' })
  readonly rates!: readonly ForgettingRate[];

  @Field(() => Float, { description: "The last event's share of what is remembered, 0 to 1." })
  readonly lastShare!: number;

  @Field(() => Float, {
    description:
      'How many times as much the last event counts as under the equal mixture, for whatever follows the choice.',
  })
  readonly countsAs!: number;

  @Field(() => Boolean, {
    description:
      'Whether the choice has all events read again for what the policy foretells, because that promised more than it costs.',
  })
  readonly reencoded!: boolean;

  @Field(() => Int, {
    description: 'Events that were read again since the policy was made: what it has cost.',
  })
  readonly readAgain!: number;

  @Field(() => String, {
    description: 'Why, in a sentence; in the conditional where nothing follows the choice.',
  })
  readonly reason!: string;
}
