import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('Contribution', {
  simpleResolvers: true,
  description: "One modality's share of a score.",
})
export class Contribution {
  @Field(() => String, { description: "The modality's registered name." })
  readonly modality!: string;

  @Field(() => Float, { description: 'Signed: below zero speaks against.' })
  readonly value!: number;
}
