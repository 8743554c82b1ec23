import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('ForgettingRate', {
  simpleResolvers: true,
  description: 'One speed of forgetting and its share of what is remembered.',
})
export class ForgettingRate {
  @Field(() => Float, {
    description: 'What it keeps of the past at each event; 1 forgets nothing.',
  })
  readonly kept!: number;

  @Field(() => Float, { description: 'Its share; the shares sum to 1.' })
  readonly share!: number;
}
