import { Field, ObjectType } from 'type-graphql';

@ObjectType('RuleProblem', { simpleResolvers: true, description: 'One mistake in a rule.' })
export class RuleProblem {
  @Field(() => String, {
    description: 'Where in the rule: `all[1].count.within`, in a text `line 1, column 9`.',
  })
  readonly path!: string;

  @Field(() => String, { description: 'What is wrong there.' })
  readonly message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What to write instead, where that is clear.',
  })
  readonly suggestion!: string | null;
}
