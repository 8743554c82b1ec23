import { Field, ID, InterfaceType } from 'type-graphql';

/** What `node(id)` can find again. */
@InterfaceType('Node', {
  description: 'Something with an id under which `node(id)` finds it again.',
  resolveType: (value: Node) => value.__typename,
})
export abstract class Node {
  readonly __typename!: 'User' | 'Segment' | 'Item' | 'Source' | 'Model';

  @Field(() => ID, { description: 'The id; the same one that arguments take.' })
  readonly id!: string;
}
