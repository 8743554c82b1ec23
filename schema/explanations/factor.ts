import { Field, Float, ID, ObjectType } from 'type-graphql';

@ObjectType('Factor', {
  simpleResolvers: true,
  description: 'One reason with its share. Factors and residual add up to score less baseline.',
})
export class Factor {
  @Field(() => String, {
    nullable: true,
    description: 'The modality; null where it is none of them.',
  })
  readonly modality!: string | null;

  @Field(() => String, { description: 'The feature or condition.' })
  readonly feature!: string;

  @Field(() => String, { description: 'The same for people to read.' })
  readonly label!: string;

  @Field(() => Float, { description: 'Signed: above zero speaks for membership.' })
  readonly value!: number;

  @Field(() => [ID], { description: 'Ids of the events behind it.' })
  readonly evidence!: readonly string[];
}
