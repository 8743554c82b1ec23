import { Field, Float, ObjectType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.ts';

@ObjectType('UnmetCondition', {
  simpleResolvers: true,
  description: 'A condition of a segment that the user does not meet.',
})
export class UnmetCondition {
  @Field(() => String, { description: 'The condition and what is missing, for people to read.' })
  readonly sentence!: string;

  @Field(() => String, { description: 'Where it stands in the definition.' })
  readonly path!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What the user has.' })
  readonly actual!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What the condition asks for.' })
  readonly wanted!: unknown;

  @Field(() => Float, {
    nullable: true,
    description: 'How far away; null where there is no scale.',
  })
  readonly distance!: number | null;
}
