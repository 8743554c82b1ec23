import { Field, Float, ID, InputType, Int } from 'type-graphql';

@InputType('PurchaseInput', { description: 'A purchase to come.' })
export class PurchaseInput {
  @Field(() => String, {
    nullable: true,
    description: 'Of an item of this category, at any level; of any if nothing is said.',
  })
  readonly category?: string | null;

  @Field(() => String, { description: 'How far ahead is looked: `12h`, `14d`, `4w`.' })
  readonly within!: string;
}

@InputType('LapseInput', { description: 'Silence to come, of somebody who was active.' })
export class LapseInput {
  @Field(() => String, {
    description: 'For how long; as long as the user was active before: `30d`, `4w`.',
  })
  readonly within!: string;
}

@InputType('PredictionInput', { description: 'What is predicted; exactly one.' })
export class PredictionInput {
  @Field(() => PurchaseInput, { nullable: true, description: 'That the user buys.' })
  readonly buys?: PurchaseInput | null;

  @Field(() => LapseInput, { nullable: true, description: 'That the user lapses.' })
  readonly lapses?: LapseInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'A read-out of the profiles that is a probability.',
  })
  readonly head?: string | null;
}

@InputType('LikeInput', { description: 'Whom users are to resemble: `users` or a `segment`.' })
export class LikeInput {
  @Field(() => [ID], {
    nullable: true,
    description: 'User ids, or external ids as `kind:value`; 20 to 5000.',
  })
  readonly users?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'The members of this segment.' })
  readonly segment?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether those who are given are in it too.',
  })
  readonly includeSeeds?: boolean;
}

@InputType('ThresholdInput', { description: 'From where on somebody is in; exactly one.' })
export class ThresholdInput {
  @Field(() => Float, { nullable: true, description: 'The value itself, between 0 and 1.' })
  readonly score?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most so many users, the highest values.' })
  readonly size?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'So large a share of those who are in shall be right.',
  })
  readonly precision?: number | null;
}
