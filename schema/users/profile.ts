import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { Adaptation } from './adaptation.ts';
import { Interest } from './interest.ts';
import { ModalityShare } from './modality-share.ts';
import { Place } from './place.ts';
import { ReadOut } from './read-out.ts';

@ObjectType('Profile', {
  simpleResolvers: true,
  description: 'The fused view of one user: a vector and what is read out of it, at a version.',
})
export class Profile {
  /** Whose it is; for resolvers, not a field. */
  readonly userId!: string;

  @Field(() => Int, { description: "Counts this user's profiles, from 1." })
  readonly version!: number;

  @Field(() => DateTime, {
    description:
      "The instant it speaks of: the user's last event, the end of what the model was trained on, or the beginning of a day since then (UTC), whichever is latest.",
  })
  readonly asOf!: number;

  @Field(() => DateTime, { description: 'When it was computed.' })
  readonly computedAt!: number;

  @Field(() => ID, { description: 'The model that made it.' })
  readonly modelId!: string;

  @Field(() => SafeInteger, {
    description: 'It was computed from everything of the user that was stored up to this sequence.',
  })
  readonly throughSequence!: number;

  @Field(() => [Float], { description: 'The fused vector.', complexity: 5 })
  readonly vector!: readonly number[];

  @Field(() => [ModalityShare], {
    description: 'What each modality says; those that the user has nothing of are marked absent.',
  })
  readonly modalities!: readonly ModalityShare[];

  @Field(() => [ReadOut], { description: "The heads' answers, for example lapse and spend." })
  readonly readOuts!: readonly ReadOut[];

  @Field(() => [Interest], { description: 'Categories by interest, strongest first.' })
  readonly interests!: readonly Interest[];

  @Field(() => [Adaptation], {
    description: 'How strongly the last event of each modality counts, and why.',
  })
  readonly adaptation!: readonly Adaptation[];

  @Field(() => Int, {
    description:
      "Which revision of the model's adaptation decided that; 0 is the one it was trained with.",
  })
  readonly adaptationRevision!: number;

  @Field(() => [Place], { description: 'Where the user is at home.' })
  readonly places!: readonly Place[];

  @Field(() => Int, { description: 'How many events it rests on.' })
  readonly eventCount!: number;

  @Field(() => Boolean, {
    description:
      'Whether older events are left out: of a very long history the newest 10,000 count.',
  })
  readonly historyIsCut!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'The first of these events.' })
  readonly firstEventAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: "The user's last event." })
  readonly lastEventAt!: number | null;
}
