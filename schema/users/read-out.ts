import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('ReadOut', { simpleResolvers: true, description: "One head's answer about a user." })
export class ReadOut {
  @Field(() => String, { description: 'The head, for example `lapse`.' })
  readonly name!: string;

  @Field(() => Float, { description: 'Its answer, in the unit of the head.' })
  readonly value!: number;

  @Field(() => Float, { nullable: true, description: '0 to 1; null where the head gives none.' })
  readonly confidence!: number | null;
}
