import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { Verdict } from '../segments/verdict.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { EvidenceEvent } from './evidence-event.ts';
import { Factor } from './factor.ts';
import { Faithfulness } from './faithfulness.ts';
import { UnmetCondition } from './unmet-condition.ts';

/** An event that has yet to be looked up. */
export interface RankedEvent {
  readonly eventId: string;
  readonly share: number;
}

/** What every explanation says, whatever it is about. */
@ObjectType({ simpleResolvers: true })
export abstract class ExplanationBody {
  /** For resolvers, not fields: evidence is looked up and counterfactuals are found when asked for. */
  readonly userId!: string;
  readonly ranked!: readonly RankedEvent[];
  readonly describe!: (ranked: readonly RankedEvent[]) => Promise<readonly EvidenceEvent[]>;
  readonly change!: () => Promise<{
    readonly counterfactuals: readonly Counterfactual[];
    readonly outOfReach: string | null;
  }>;

  @Field(() => Verdict, {
    description: 'Whether it is so: the user belongs to the segment, the value is reached.',
  })
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

  @Field(() => Faithfulness, {
    nullable: true,
    description: 'What removing the weightiest events does; null where there is no score.',
  })
  readonly faithfulness!: Faithfulness | null;

  @Field(() => [UnmetCondition], {
    nullable: true,
    description: 'What is missing; null where nothing is.',
  })
  readonly whyNot!: readonly UnmetCondition[] | null;

  @Field(() => DateTime, { description: 'The instant that it speaks of.' })
  readonly asOf!: number;

  @Field(() => ID, { nullable: true, description: 'The model that was used; null where none was.' })
  readonly modelId!: string | null;
}
