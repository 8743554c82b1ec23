import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../scalars/date-time.ts';
import type { SegmentActivity } from './segment-activity.ts';
import { NearestSegment, SegmentComparison } from './segment-comparison.ts';
import type { SegmentTies } from './segment-ties.ts';

@ObjectType('ShownMember', { simpleResolvers: true, description: 'A member who is shown by id.' })
export class ShownMember {
  /** For the resolver, not a field. */
  readonly userId!: string;

  @Field(() => Float, {
    description: 'From the centre of the members, in standard deviations of a feature.',
  })
  readonly distance!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'How strongly the segment has them; null where it has no scale.',
  })
  readonly score!: number | null;
}

@ObjectType('SegmentSize', {
  simpleResolvers: true,
  description: 'How large a segment was at an instant.',
})
export class SegmentSize {
  @Field(() => DateTime, { description: 'When.' })
  readonly at!: number;

  @Field(() => Int, { description: 'How many members it had.' })
  readonly members!: number;
}

@ObjectType('SegmentFlow', {
  simpleResolvers: true,
  description: 'Users who went between this segment and another one.',
})
export class SegmentFlow {
  /** For the resolver, not a field. */
  readonly segmentId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Who came from there; null for one to four, of whom nothing is said.',
  })
  readonly entered!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Who went there; null for one to four, of whom nothing is said.',
  })
  readonly left!: number | null;
}

@ObjectType('SegmentPortrait', {
  simpleResolvers: true,
  description:
    'What a segment is like. Nothing but the members shown speaks of fewer than five people.',
})
export class SegmentPortrait {
  /** For the resolvers, which read it when one of them asks first. */
  readonly behaviour!: () => Promise<{
    readonly activity: SegmentActivity | null;
    readonly ties: SegmentTies | null;
  }>;

  @Field(() => String, {
    description:
      'One plain name out of what sets it apart; no other active segment has the same. It changes only when that does.',
  })
  readonly name!: string;

  @Field(() => Int, { description: 'How many members it has.' })
  readonly size!: number;

  @Field(() => Int, { description: 'How many users there are in all.' })
  readonly users!: number;

  @Field(() => SegmentComparison, { description: 'What sets it apart from everybody else.' })
  readonly comparison!: SegmentComparison;

  @Field(() => NearestSegment, {
    nullable: true,
    description: 'What sets it apart from its nearest neighbour; null where there is none.',
  })
  readonly nearest!: NearestSegment | null;

  @Field(() => [ShownMember], {
    description: 'Typical members: nearest to the centre, at most five.',
  })
  readonly typical!: readonly ShownMember[];

  @Field(() => [ShownMember], {
    description:
      'Edge cases, at most five: those with the lowest scores, or who look most like everybody else.',
  })
  readonly edge!: readonly ShownMember[];

  @Field(() => DateTime, { description: 'From when on size and flows are told.' })
  readonly from!: number;

  @Field(() => DateTime, { description: 'Until when.' })
  readonly until!: number;

  @Field(() => [SegmentSize], { description: 'Its size at thirteen instants at equal steps.' })
  readonly sizes!: readonly SegmentSize[];

  @Field(() => [SegmentFlow], {
    description: 'Between which segments at least five users went, the most first.',
  })
  readonly flows!: readonly SegmentFlow[];
}
