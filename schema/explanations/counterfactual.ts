import { Field, Int, ObjectType } from 'type-graphql';
import { Verdict } from '../segments/verdict.ts';

@ObjectType('Counterfactual', {
  simpleResolvers: true,
  description: 'A change with which the verdict would be another one.',
})
export class Counterfactual {
  @Field(() => String, { description: 'The change, for people to read.' })
  readonly sentence!: string;

  @Field(() => Verdict, { description: 'The verdict with the change.' })
  readonly verdict!: Verdict;

  @Field(() => Boolean, { description: 'Whether it was tried out and came true.' })
  readonly verified!: boolean;

  @Field(() => Int, { description: 'How many different things would change.' })
  readonly changes!: number;

  @Field(() => Int, {
    description: 'How many further events that takes; 0 where only time goes by.',
  })
  readonly events!: number;
}
