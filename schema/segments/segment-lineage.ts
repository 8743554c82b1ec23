import { Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum LineageChange {
  SAME = 'SAME',
  MERGED = 'MERGED',
  SPLIT = 'SPLIT',
  NEW = 'NEW',
}
registerEnumType(LineageChange, {
  name: 'LineageChange',
  description: 'What became of the learned segments of before when groups were formed anew.',
  valuesConfig: {
    SAME: { description: 'It is the segment of before.' },
    MERGED: { description: 'It holds most members of several.' },
    SPLIT: { description: 'Most of its members come from one that is in several now.' },
    NEW: { description: 'Its members come from nowhere in particular.' },
  },
});

@ObjectType('SegmentAncestor', {
  simpleResolvers: true,
  description: 'A segment of before that members came from.',
})
export class SegmentAncestor {
  @Field(() => ID, { description: 'Its id; it may be archived by now.' })
  readonly segmentId!: string;

  @Field(() => Float, { description: 'Of the members, the share that was in it.' })
  readonly shared!: number;

  @Field(() => Float, { description: 'Of its members, the share that is here now.' })
  readonly kept!: number;
}

@ObjectType('SegmentLineage', {
  simpleResolvers: true,
  description: 'Where a learned segment comes from, as of when its groups were formed.',
})
export class SegmentLineage {
  @Field(() => LineageChange, { description: 'What it is to the segments of before.' })
  readonly change!: `${LineageChange}`;

  @Field(() => [SegmentAncestor], {
    description: 'Segments of before that gave or lost a tenth or more, the largest share first.',
  })
  readonly ancestors!: readonly SegmentAncestor[];

  @Field(() => Float, {
    nullable: true,
    description:
      'Of all users who were in a learned segment before, the share that is in another one since; null where that was not kept.',
  })
  readonly moved!: number | null;
}
