import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';
import { Verdict } from './verdict.ts';

@ObjectType('Membership', {
  simpleResolvers: true,
  description: 'A user in a segment, with the proof that put them there.',
})
export class Membership {
  /** For resolvers, not fields. */
  readonly userId!: string;
  readonly segmentId!: string;

  @Field(() => Boolean, { description: 'Whether the user belongs to the segment.' })
  readonly member!: boolean;

  @Field(() => Verdict, { description: 'What the evaluator found.' })
  readonly verdict!: Verdict;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Member without a break since then; null for non-members.',
  })
  readonly since!: number | null;

  @Field(() => Float, { nullable: true, description: 'How strongly; null for plain rules.' })
  readonly score!: number | null;

  @Field(() => Int, { description: 'The version of the segment that was evaluated.' })
  readonly segmentVersion!: number;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What the evaluator saw, condition by condition.',
  })
  readonly proof!: unknown;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when the verdict holds if nothing happens; null for ever.',
  })
  readonly validUntil!: number | null;

  @Field(() => DateTime, { description: 'When it was evaluated.' })
  readonly at!: number;
}
