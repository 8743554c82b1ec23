import { Field, ObjectType } from 'type-graphql';
import { Segment } from '../segments/segment.ts';

@ObjectType('SegmentCreated', { simpleResolvers: true, description: 'The segment is there.' })
export class SegmentCreated {
  readonly __typename!: 'SegmentCreated';

  @Field(() => Segment, { description: 'The new segment.' })
  readonly segment!: Segment;

  @Field(() => String, { description: 'Give it to `waitFor` and a read sees this write.' })
  readonly token!: string;
}
