import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { AudienceDeadEnd } from './dead-end.ts';

const AudienceTarget = { WEBHOOK: 'webhook', KAFKA: 'kafka' } as const;

registerEnumType(AudienceTarget, {
  name: 'AudienceTarget',
  description: 'What an audience is delivered to.',
  valuesConfig: {
    WEBHOOK: { description: 'An address, by signed posts.' },
    KAFKA: { description: 'A topic, keyed by user.' },
  },
});

@ObjectType('Audience', {
  simpleResolvers: true,
  description: 'Where it is told who enters and leaves segments, and how the deliveries stand.',
})
export class Audience {
  @Field(() => ID, { description: 'As declared in portrait.yaml.' })
  readonly id!: string;

  @Field(() => [ID], { nullable: true, description: 'The segments; null for all of them.' })
  readonly segments!: readonly string[] | null;

  @Field(() => AudienceTarget, { description: 'What it is delivered to.' })
  readonly target!: 'webhook' | 'kafka';

  @Field(() => SafeInteger, {
    nullable: true,
    description: 'Everything up to this membership change was delivered or refused.',
  })
  readonly sequence!: number | null;

  @Field(() => SafeInteger, { description: 'How many changes were delivered; repeats count.' })
  readonly delivered!: number;

  @Field(() => DateTime, { nullable: true, description: 'When the last one was delivered.' })
  readonly deliveredAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when deliveries fail; null where the last one did not.',
  })
  readonly failingSince!: number | null;

  @Field(() => Int, { description: 'How often the next delivery was tried.' })
  readonly attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' })
  readonly lastError!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is tried again.' })
  readonly nextAttemptAt!: number | null;

  @Field(() => SafeInteger, { description: 'How many changes the receiver refused for good.' })
  readonly deadEndCount!: number;

  @Field(() => [AudienceDeadEnd], { description: 'The latest of them, at most 20.' })
  readonly deadEnds!: readonly AudienceDeadEnd[];
}
