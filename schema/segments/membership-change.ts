import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';

const MembershipChangeKind = { ENTERED: 'entered', LEFT: 'left' } as const;

registerEnumType(MembershipChangeKind, {
  name: 'MembershipChangeKind',
  description: 'Which way a user went.',
  valuesConfig: {
    ENTERED: { description: 'Became a member.' },
    LEFT: { description: 'Is a member no more.' },
  },
});

@ObjectType('MembershipChange', {
  simpleResolvers: true,
  description: 'That a user came into a segment or went out of it.',
})
export class MembershipChange {
  readonly userId!: string;
  readonly segmentId!: string;

  @Field(() => SafeInteger, { description: 'Orders all membership changes.' })
  readonly sequence!: number;

  @Field(() => MembershipChangeKind, { description: 'In or out.' })
  readonly change!: 'entered' | 'left';

  @Field(() => Int, { description: 'The version of the segment that was evaluated.' })
  readonly segmentVersion!: number;

  @Field(() => Float, { nullable: true, description: 'The score then.' })
  readonly score!: number | null;

  @Field(() => DateTime, { description: 'When.' })
  readonly at!: number;
}
