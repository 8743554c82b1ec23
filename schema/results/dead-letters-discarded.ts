import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('DeadLettersDiscarded', {
  simpleResolvers: true,
  description: 'Dead letters that are gone, with what they held.',
})
export class DeadLettersDiscarded {
  readonly __typename!: 'DeadLettersDiscarded';

  @Field(() => SafeInteger, { description: 'How many.' })
  readonly discarded!: number;

  @Field(() => String, { description: 'Give it to `waitFor` and a read sees this write.' })
  readonly token!: string;
}
