import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

export enum MembershipDirection {
  entered = 'entered',
  left = 'left',
}
registerEnumType(MembershipDirection, {
  name: 'MembershipDirection',
  description: 'Into a segment or out of it.',
});

export enum GrowthReason {
  EVENTS = 'EVENTS',
  TIME = 'TIME',
  DEFINITION = 'DEFINITION',
  MODEL = 'MODEL',
  OTHERS = 'OTHERS',
}
registerEnumType(GrowthReason, {
  name: 'GrowthReason',
  description: 'What a membership changed by.',
  valuesConfig: {
    EVENTS: { description: 'What the user did.' },
    TIME: { description: 'Nothing but time that went by.' },
    DEFINITION: { description: 'Another definition of the segment.' },
    MODEL: { description: "Another model behind the user's profile." },
    OTHERS: { description: 'What other users did.' },
  },
});

@ObjectType('GrowthCause', {
  simpleResolvers: true,
  description: 'Users who entered or left for one and the same reason.',
})
export class GrowthCause {
  @Field(() => MembershipDirection, { description: 'Whether they entered or left.' })
  readonly change!: 'entered' | 'left';

  @Field(() => GrowthReason, { description: 'The reason.' })
  readonly reason!: `${GrowthReason}`;

  @Field(() => String, {
    nullable: true,
    description: 'The kind of event that weighed most; null where no event did it.',
  })
  readonly events!: string | null;

  @Field(() => Int, { description: 'How many of those who were explained.' })
  readonly users!: number;

  /** For the resolver, not a field. */
  readonly example!: { readonly userId: string; readonly eventId: string | null };
}

@ObjectType('SegmentGrowth', {
  simpleResolvers: true,
  description: 'Why a segment is larger or smaller than it was at an earlier instant.',
})
export class SegmentGrowth {
  @Field(() => DateTime, { description: 'The earlier instant.' })
  readonly from!: number;

  @Field(() => DateTime, { description: 'The later instant.' })
  readonly until!: number;

  @Field(() => Int, { description: 'Members at the earlier instant.' })
  readonly before!: number;

  @Field(() => Int, { description: 'Members at the later instant.' })
  readonly after!: number;

  @Field(() => Int, { description: 'Who is in at the later instant and was not at the earlier.' })
  readonly entered!: number;

  @Field(() => Int, { description: 'Who was in and is no longer.' })
  readonly left!: number;

  @Field(() => Int, { description: 'How many of them were explained, at most 200.' })
  readonly explained!: number;

  @Field(() => [GrowthCause], { description: 'Why they entered or left, the most frequent first.' })
  readonly causes!: readonly GrowthCause[];
}
