import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('SegmentOverlap', {
  simpleResolvers: true,
  description: 'A segment that members of a previewed rule are in.',
})
export class SegmentOverlap {
  /** For resolvers, not a field. */
  readonly segmentId!: string;

  @Field(() => Int, { description: 'How many of the preview’s `members` it has.' })
  readonly members!: number;
}
