import { Field, Float, ObjectType } from 'type-graphql';
import { ExplanationBody } from './explanation-body.ts';

@ObjectType('ReadOutExplanation', {
  simpleResolvers: true,
  description:
    'Why the model reads a value out of a user: a trait, a chance of lapsing, an amount.',
})
export class ReadOutExplanation extends ExplanationBody {
  readonly __typename!: 'ReadOutExplanation';

  @Field(() => String, { description: 'Which read-out.' })
  readonly readOut!: string;

  @Field(() => Float, { description: 'The value, as the profile shows it.' })
  readonly value!: number;

  @Field(() => Float, { description: 'The value that was asked about.' })
  readonly atLeast!: number;
}
