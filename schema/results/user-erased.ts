import { Field, ObjectType } from 'type-graphql';
import { Erasure } from '../privacy/erasure.ts';

@ObjectType('UserErased', {
  simpleResolvers: true,
  description: 'The user is erased, or would be.',
})
export class UserErased {
  readonly __typename!: 'UserErased';

  @Field(() => Erasure, { description: 'The receipt.' })
  readonly erasure!: Erasure;

  @Field(() => String, {
    description: 'Give it to `waitFor` and a read sees the neighbours without the user.',
  })
  readonly token!: string;
}
