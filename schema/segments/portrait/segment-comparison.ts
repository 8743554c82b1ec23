import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { SegmentDifference } from './segment-difference.ts';

@ObjectType('SegmentComparison', {
  simpleResolvers: true,
  description: 'Members compared with others, feature by feature.',
})
export class SegmentComparison {
  /** For the resolver, which pages them: the greatest first. */
  readonly differences!: readonly SegmentDifference[];

  @Field(() => String, { description: 'What tells most, in words.' })
  readonly summary!: string;

  @Field(() => Int, { description: 'How many members were compared, at most 500.' })
  readonly members!: number;

  @Field(() => Int, { description: 'With how many others.' })
  readonly others!: number;

  @Field(() => Int, {
    description:
      'How many features were looked at, which is what the differences are corrected for.',
  })
  readonly lookedAt!: number;
}

@ObjectType('NearestSegment', {
  simpleResolvers: true,
  description: 'The segment that is most like another, of the same kind where there is one.',
})
export class NearestSegment {
  /** For the resolver, not a field. */
  readonly segmentId!: string;

  @Field(() => Float, {
    description: 'Between the two centres, in standard deviations of a feature.',
  })
  readonly distance!: number;

  @Field(() => SegmentComparison, {
    description: 'Who is in the one alone with who is in the other alone.',
  })
  readonly comparison!: SegmentComparison;
}
