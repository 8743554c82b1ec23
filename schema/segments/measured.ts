import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

export enum HeldBack {
  LATER_TIME = 'LATER_TIME',
  HIDDEN_USERS = 'HIDDEN_USERS',
}
registerEnumType(HeldBack, {
  name: 'HeldBack',
  description: 'What a score had not seen when it was measured.',
  valuesConfig: {
    LATER_TIME: { description: 'What came after the time that it was learned and chosen on.' },
    HIDDEN_USERS: { description: 'A quarter of the users, with their share of the seeds.' },
  },
});

export enum Unmeasured {
  READ_OUT_WITHOUT_LATER_TIME = 'READ_OUT_WITHOUT_LATER_TIME',
}
registerEnumType(Unmeasured, {
  name: 'Unmeasured',
  description: 'Why nobody can say how a score does.',
  valuesConfig: {
    READ_OUT_WITHOUT_LATER_TIME: {
      description:
        'The read-out was never tried on later time: no later event tells whether it came true. Predict with `buys` or `lapses` for a measured lift.',
    },
  },
});

@ObjectType('MeasuredLift', {
  simpleResolvers: true,
  description: 'How a score and its threshold did on what they had not seen.',
})
export class MeasuredLift {
  @Field(() => HeldBack, { description: 'What that was.' })
  readonly on!: `${HeldBack}`;

  @Field(() => DateTime, { nullable: true, description: 'When that time starts.' })
  readonly from!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends.' })
  readonly until!: number | null;

  @Field(() => Int, { description: 'How many users were looked at.' })
  readonly users!: number;

  @Field(() => Int, { description: 'Of how many it came true, or who were seeds.' })
  readonly positives!: number;

  @Field(() => Int, { description: 'How many the threshold takes.' })
  readonly selected!: number;

  @Field(() => Int, { description: 'Of how many of these it came true.' })
  readonly hits!: number;

  @Field(() => Float, { nullable: true, description: 'hits / selected; null for nobody.' })
  readonly precision!: number | null;

  readonly precisionInterval!: readonly [number, number] | null;

  @Field(() => Float, { nullable: true, description: 'hits / positives.' })
  readonly recall!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'How many times the share among everybody the precision is.',
  })
  readonly lift!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The chance that one of whom it came true has a higher value than another.',
  })
  readonly auroc!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'How far probabilities lie from what came true, on average of ten groups.',
  })
  readonly calibrationError!: number | null;
}
