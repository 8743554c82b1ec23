import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType('Faithfulness', {
  simpleResolvers: true,
  description: 'A deletion test of the evidence, run on the model for this very answer.',
})
export class Faithfulness {
  @Field(() => Int, { description: 'How many of the first events were removed together.' })
  readonly removed!: number;

  @Field(() => Float, { description: 'How far the score moved by it.' })
  readonly moved!: number;

  @Field(() => Float, {
    description: 'How far it moves on average for as many events of the same modalities at random.',
  })
  readonly movedAtRandom!: number;
}
