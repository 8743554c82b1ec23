import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';
import { SegmentKind } from './segment-kind.ts';

@ObjectType('SegmentVersion', {
  simpleResolvers: true,
  description: 'What a segment was from one instant on.',
})
export class SegmentVersion {
  @Field(() => Int, { description: 'From 1.' })
  readonly version!: number;

  @Field(() => SegmentKind, { description: 'Its kind then.' })
  readonly kind!: SegmentKind;

  @Field(() => String, { description: 'Its name then.' })
  readonly name!: string;

  @Field(() => String, { description: 'Its description then.' })
  readonly description!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Its definition then.' })
  readonly definition!: unknown;

  @Field(() => ID, { nullable: true, description: 'The model that it rested on.' })
  readonly modelId!: string | null;

  @Field(() => DateTime, { description: 'From when on.' })
  readonly at!: number;
}
