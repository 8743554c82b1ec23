import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { Verdict } from '../segments/verdict.ts';
import { Counterfactual } from './counterfactual.ts';
import { EvidenceEvent } from './evidence-event.ts';
import { Factor } from './factor.ts';
import { UnmetCondition } from './unmet-condition.ts';

@ObjectType('Explanation', {
  simpleResolvers: true,
  description:
    'Why a user is in a segment, or is not. It comes from the evaluator that decides membership, so it cannot contradict the verdict.',
})
export class Explanation {
  readonly __typename!: 'Explanation';
  /** For resolvers, not fields. */
  readonly userId!: string;
  readonly segmentId!: string;

  @Field(() => Verdict, { description: 'Whether the user belongs to the segment.' })
  readonly verdict!: Verdict;

  @Field(() => String, { description: 'The answer in one sentence.' })
  readonly sentence!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'How strongly; null where there is no scale.',
  })
  readonly score!: number | null;

  @Field(() => Float, { nullable: true, description: 'The score of the stated baseline.' })
  readonly baseline!: number | null;

  @Field(() => String, { description: 'What the baseline is, in words.' })
  readonly baselineMeaning!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'Score less baseline less all factors: what the factors leave unexplained.',
  })
  readonly residual!: number | null;

  @Field(() => [Factor], { description: 'What speaks for and against, strongest first.' })
  readonly factors!: readonly Factor[];

  @Field(() => [EvidenceEvent], { description: 'The events behind it, weightiest first.' })
  readonly evidence!: readonly EvidenceEvent[];

  @Field(() => [UnmetCondition], {
    nullable: true,
    description: 'What is missing for membership; null for members.',
  })
  readonly whyNot!: readonly UnmetCondition[] | null;

  @Field(() => [Counterfactual], {
    description: 'What would change the verdict, each tried out on the evaluator.',
  })
  readonly counterfactuals!: readonly Counterfactual[];

  @Field(() => DateTime, { description: 'The instant that it speaks of.' })
  readonly asOf!: number;

  @Field(() => ID, { nullable: true, description: 'The model that was used; null where none was.' })
  readonly modelId!: string | null;

  @Field(() => Int, { description: 'The version of the segment that was evaluated.' })
  readonly segmentVersion!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the stored membership was decided; null where it has not been.',
  })
  readonly decidedAt!: number | null;

  @Field(() => Boolean, {
    description:
      'Whether the stored membership rests on an older segment, model or instant than this.',
  })
  readonly stale!: boolean;
}
