import { Field, Float, ID, ObjectType } from 'type-graphql';

@ObjectType('Recommendation', {
  simpleResolvers: true,
  description: 'An item for a user, with the reasons: the modalities’ exact shares of its score.',
})
export class Recommendation {
  @Field(() => ID, { description: 'The item’s id; costs nothing to read.' })
  readonly itemId!: string;

  @Field(() => Float, { description: 'Higher is better; comparable within one profile.' })
  readonly score!: number;

  readonly userId!: string;
}
