import { ObjectType } from 'type-graphql';
import { Node } from '../node.ts';

@ObjectType('User', {
  implements: Node,
  simpleResolvers: true,
  description:
    'A customer. One person may be known under several external ids; merged identities answer as one.',
})
export class User extends Node {
  override readonly __typename!: 'User';
}
