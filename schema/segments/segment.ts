import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Node } from '../node.ts';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';
import { SegmentKind } from './segment-kind.ts';

@ObjectType('Segment', {
  implements: Node,
  simpleResolvers: true,
  description: 'A named set of users.',
})
export class Segment extends Node {
  override readonly __typename!: 'Segment';

  @Field(() => Int, { description: 'Counts its definitions, from 1.' })
  readonly version!: number;

  @Field(() => SegmentKind, { description: 'Where its members come from.' })
  readonly kind!: SegmentKind;

  @Field(() => String, { description: 'For people to read.' })
  readonly name!: string;

  @Field(() => String, { description: 'What sets it apart, in plain words.' })
  readonly description!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'The rule tree, or what was learned.' })
  readonly definition!: unknown;

  @Field(() => ID, { nullable: true, description: 'The model that it rests on; null for none.' })
  readonly modelId!: string | null;

  @Field(() => DateTime, { description: 'When its first version was made.' })
  readonly createdAt!: number;

  @Field(() => DateTime, { description: 'When its current version was made.' })
  readonly updatedAt!: number;

  @Field(() => DateTime, { nullable: true, description: 'Null while it is active.' })
  readonly archivedAt!: number | null;
}
