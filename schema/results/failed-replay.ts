import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('FailedReplay', {
  simpleResolvers: true,
  description: 'How many letters still fail for the same reason.',
})
export class FailedReplay {
  @Field(() => String, { description: 'A code to branch on.' })
  readonly reason!: string;

  @Field(() => SafeInteger, { description: 'How many.' })
  readonly count!: number;
}
