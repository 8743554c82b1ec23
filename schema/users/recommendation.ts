import { Field, Float, ID, ObjectType } from 'type-graphql';
import { Contribution } from './contribution.ts';

@ObjectType('Recommendation', {
  simpleResolvers: true,
  description: 'An item for a user, with the reasons: the modalities’ exact shares of its score.',
})
export class Recommendation {
  @Field(() => ID, { description: 'The item’s id; costs nothing to read.' })
  readonly itemId!: string;

  @Field(() => Float, { description: 'Higher is better; comparable within one profile.' })
  readonly score!: number;

  @Field(() => [Contribution], {
    description: 'Which modality speaks for it and which against; they add up to the score.',
  })
  readonly reasons!: readonly Contribution[];
}
