import { Field, ObjectType } from 'type-graphql';
import { Segment } from '../segments/segment.ts';

@ObjectType('SegmentArchived', {
  simpleResolvers: true,
  description: 'The segment has no members any more; its history stays.',
})
export class SegmentArchived {
  readonly __typename!: 'SegmentArchived';

  @Field(() => Segment, { description: 'The segment, archived.' })
  readonly segment!: Segment;

  @Field(() => String, { description: 'Give it to `waitFor` and a read sees this write.' })
  readonly token!: string;
}
