import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { FailedReplay } from './failed-replay.ts';

@ObjectType('DeadLettersReplayed', {
  simpleResolvers: true,
  description: 'What became of dead letters that were tried again.',
})
export class DeadLettersReplayed {
  readonly __typename!: 'DeadLettersReplayed';

  @Field(() => SafeInteger, { description: 'Letters whose records are now taken in.' })
  readonly replayed!: number;

  @Field(() => SafeInteger, { description: 'Letters that still fail; they go on waiting.' })
  readonly failed!: number;

  @Field(() => [FailedReplay], { description: 'Why they still fail.' })
  readonly byReason!: readonly FailedReplay[];

  @Field(() => SafeInteger, {
    description: 'Letters without a whole record: mend those at the source and sync again.',
  })
  readonly notReplayable!: number;

  @Field(() => String, { description: 'Give it to `waitFor` and a read sees this write.' })
  readonly token!: string;
}
