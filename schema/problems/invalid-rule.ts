import { Field, ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';
import { RuleProblem } from './rule-problem.ts';

@ObjectType('InvalidRule', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The rule, or what else a segment was asked to be, cannot be; nothing was stored.',
})
export class InvalidRule extends Problem {
  override readonly __typename!: 'InvalidRule';

  @Field(() => [RuleProblem], { description: 'Every mistake that was found.' })
  readonly problems!: readonly RuleProblem[];
}
