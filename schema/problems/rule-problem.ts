import { Field, ObjectType } from 'type-graphql';

@ObjectType('RuleProblem', { simpleResolvers: true, description: 'One mistake in a rule.' })
export class RuleProblem {
  @Field(() => String, { description: 'Where in the rule, for example `and[1].window`.' })
  readonly path!: string;

  @Field(() => String, { description: 'What is wrong there.' })
  readonly message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What to write instead, where that is clear.',
  })
  readonly suggestion!: string | null;
}
