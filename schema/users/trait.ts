import { Field, ObjectType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.ts';

@ObjectType('Trait', {
  simpleResolvers: true,
  description: 'What a source declares about a user. A trait that is not listed is unknown.',
})
export class Trait {
  @Field(() => String, { description: 'For example `city` or `birth_year`.' })
  readonly name!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'A text, number or truth value.' })
  readonly value!: string | number | boolean | null;
}
