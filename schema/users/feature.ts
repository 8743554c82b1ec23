import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('Feature', {
  simpleResolvers: true,
  description: 'A named number that the model reads.',
})
export class Feature {
  @Field(() => String, { description: 'Its name within the modality.' })
  readonly name!: string;

  @Field(() => Float, { description: 'Its value for this user.' })
  readonly value!: number;
}
