import { Field, Float, ObjectType } from 'type-graphql';
import { Node } from '../node.ts';
import { JsonScalar } from '../scalars/json.ts';

@ObjectType('Item', {
  implements: Node,
  simpleResolvers: true,
  description: 'Something that a user can view, buy or visit.',
})
export class Item extends Node {
  override readonly __typename!: 'Item';

  @Field(() => String, { nullable: true, description: 'Null where no source names it.' })
  readonly title!: string | null;

  @Field(() => [String], { description: 'From the broadest to the narrowest.' })
  readonly categories!: readonly string[];

  @Field(() => Float, { nullable: true, description: 'In the shop’s currency.' })
  readonly price!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees north, where it is at a place.' })
  readonly latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees east, where it is at a place.' })
  readonly longitude!: number | null;

  @Field(() => JsonScalar, { description: 'Whatever else its source says, by name.' })
  readonly attributes!: unknown;
}
