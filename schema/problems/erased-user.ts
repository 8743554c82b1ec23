import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { Problem } from './problem.ts';

@ObjectType('ErasedUser', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The user was erased; nothing is kept that could answer, of any instant.',
})
export class ErasedUser extends Problem {
  override readonly __typename!: 'ErasedUser';

  @Field(() => DateTime, { description: 'When.' })
  readonly erasedAt!: number;

  @Field(() => ID, { description: 'The receipt.' })
  readonly erasureId!: string;
}
