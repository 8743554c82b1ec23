import { Field, ID, InputType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.ts';
import { LikeInput, PredictionInput, ThresholdInput } from './scored-input.ts';

@InputType('SegmentInput', {
  description: 'A new segment: a rule, or `predicts` or `like` with a `threshold`.',
})
export class SegmentInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Lower-case words joined by hyphens; made from the name if nothing is said.',
  })
  readonly id?: string | null;

  @Field(() => String, { description: 'For people to read.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  readonly description?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The rule as a tree; or give `ruleText`.',
  })
  readonly rule?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The rule as text, for example `count browsing.view within 7d >= 3`.',
  })
  readonly ruleText?: string | null;

  @Field(() => PredictionInput, {
    nullable: true,
    description: 'What its members are likely to do; the segment is predictive.',
  })
  readonly predicts?: PredictionInput | null;

  @Field(() => LikeInput, {
    nullable: true,
    description: 'Whom its members resemble; the segment is a lookalike.',
  })
  readonly like?: LikeInput | null;

  @Field(() => ThresholdInput, {
    nullable: true,
    description: 'Who is in, beside `predicts` or `like`.',
  })
  readonly threshold?: ThresholdInput | null;
}
