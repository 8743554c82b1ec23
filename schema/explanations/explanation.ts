import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { ExplanationBody } from './explanation-body.ts';

@ObjectType('Explanation', {
  simpleResolvers: true,
  description:
    'Why a user is in a segment, or is not. It comes from the evaluator that decides membership, so it cannot contradict the verdict.',
})
export class Explanation extends ExplanationBody {
  readonly __typename!: 'Explanation';
  /** For resolvers, not a field. */
  readonly segmentId!: string;

  @Field(() => Int, { description: 'The version of the segment that was evaluated.' })
  readonly segmentVersion!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the stored membership was decided; null where it has not been.',
  })
  readonly decidedAt!: number | null;

  @Field(() => Boolean, {
    description:
      'Whether the stored membership rests on an older segment, model or instant than this.',
  })
  readonly stale!: boolean;
}
