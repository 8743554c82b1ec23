import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('ProfileChange', {
  simpleResolvers: true,
  description: 'That a user got a new profile version. Its sequence resumes a subscription.',
})
export class ProfileChange {
  @Field(() => SafeInteger, {
    description:
      'Give the last one seen as `afterSequence` to go on without a gap and without doubles.',
  })
  readonly sequence!: number;

  @Field(() => ID, { description: 'Whose profile.' })
  readonly userId!: string;

  @Field(() => Int, { description: 'The version that was written.' })
  readonly version!: number;

  @Field(() => ID, { description: 'The model that made it.' })
  readonly modelId!: string;

  @Field(() => DateTime, { description: 'When it was computed.' })
  readonly computedAt!: number;
}
