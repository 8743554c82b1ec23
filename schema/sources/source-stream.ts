import { Field, Float, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { SourceRate } from './rate.ts';

@ObjectType('SourceStream', {
  simpleResolvers: true,
  description: 'How one stream of a source stands.',
})
export class SourceStream {
  @Field(() => String, { description: 'The stream within the source.' })
  readonly name!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Where the next sync goes on.' })
  readonly state!: unknown;

  @Field(() => DateTime, { nullable: true, description: 'The time of the newest record taken in.' })
  readonly watermark!: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds from the watermark to now.' })
  readonly lagSeconds!: number | null;

  @Field(() => SafeInteger, {
    nullable: true,
    description:
      'Records that waited at the source beyond what was taken in, when it was last read; null where it does not say (Kafka does).',
  })
  readonly waiting!: number | null;

  @Field(() => SafeInteger, { description: 'Records read so far.' })
  readonly records!: number;

  @Field(() => SafeInteger, { description: 'Events made of them.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Events that were there already.' })
  readonly duplicates!: number;

  @Field(() => SafeInteger, { description: 'Records that became dead letters.' })
  readonly rejected!: number;

  @Field(() => DateTime, { nullable: true, description: 'When something was last taken in.' })
  readonly lastSuccessAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When reading last failed.' })
  readonly lastErrorAt!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, in plain words and without secrets; null where the last try went well.',
  })
  readonly lastError!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What to do about it: `mend-config`, `retry` (later) or `stop` (look into it).',
  })
  readonly failedAction!: string | null;

  @Field(() => SourceRate, {
    nullable: true,
    description: 'Of the read under way, or the last one; null where it was never read.',
  })
  readonly lastRun!: SourceRate | null;

  @Field(() => SourceRate, { description: 'Over the last hour.' })
  readonly lastHour!: SourceRate;
}
