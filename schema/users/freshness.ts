import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SourceFreshness } from './source-freshness.ts';

@ObjectType('Freshness', {
  simpleResolvers: true,
  description:
    'How current an answer is: how far each source was taken in, and what waits to be computed.',
})
export class Freshness {
  @Field(() => DateTime, { description: 'When this was looked up.' })
  readonly checkedAt!: number;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the profile rests on everything stored of this user; null without a profile.',
  })
  readonly current!: boolean | null | (() => Promise<boolean | null>);

  @Field(() => Int, {
    description:
      'Changes of all users that wait for the updater: what the profile may be behind by.',
  })
  readonly behindBy!: () => Promise<number>;

  @Field(() => [SourceFreshness], { description: 'Every stream of every source.' })
  readonly sources!: () => Promise<readonly SourceFreshness[]>;
}
