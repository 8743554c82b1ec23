import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { AdaptationMode } from '../users/adaptation-mode.ts';

@ObjectType('AdaptationStatus', {
  simpleResolvers: true,
  description:
    'How the adaptation policy of a model does on live events, beside the equal mixture.',
})
export class AdaptationStatus {
  @Field(() => AdaptationMode, { description: 'Who decides now.' })
  readonly decides!: AdaptationMode;

  @Field(() => Boolean, {
    description:
      'Whether what the model recommends follows the choices, whoever decides. Fixed when it is trained: false where its policy had not proven itself then, and choices are shown and judged without an effect.',
  })
  readonly steersRecommendations!: boolean;

  @Field(() => Int, {
    description: 'Counts turns and policies learned since the training; profiles name it.',
  })
  readonly revision!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when what people did has taught the policy since the training, if it did.',
  })
  readonly taughtThrough!: number | null;

  @Field(() => Float, {
    description:
      'Lower bound of the mean difference in log-likelihood an event; below zero the policy gives way.',
  })
  readonly lowerBound!: number;

  @Field(() => Int, { description: 'Observations that the bound rests on.' })
  readonly observations!: number;

  @Field(() => Int, { description: 'Observations to wait for until the policy is tried again.' })
  readonly waiting!: number;

  @Field(() => Int, { description: 'How often the policy gave way.' })
  readonly gaveWay!: number;
}
