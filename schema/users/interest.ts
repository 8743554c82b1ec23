import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('Interest', {
  simpleResolvers: true,
  description: 'A category and how much it draws a user.',
})
export class Interest {
  @Field(() => String, { description: 'The category, as items carry it.' })
  readonly category!: string;

  @Field(() => Float, { description: 'Higher is stronger; comparable within one profile.' })
  readonly score!: number;
}
