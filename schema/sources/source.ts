import { Field, Float, ObjectType } from 'type-graphql';
import { Node } from '../node.ts';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { SourceRate } from './rate.ts';
import { SourceState } from './source-state.ts';
import { SourceStream } from './source-stream.ts';

@ObjectType('Source', {
  implements: Node,
  simpleResolvers: true,
  description: 'A configured connector and how far it has been taken in.',
})
export class Source extends Node {
  override readonly __typename!: 'Source';

  @Field(() => String, {
    nullable: true,
    description: 'The connector; null for what applications send themselves.',
  })
  readonly connector!: string | null;

  @Field(() => SourceState, { description: 'What it is doing.' })
  readonly state!: `${SourceState}`;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is read next; null where it has no such schedule, or is read right now.',
  })
  readonly waitingUntil!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it is in quarantine.' })
  readonly quarantineReason!: string | null;

  @Field(() => [SourceStream], { description: 'Its streams.' })
  readonly streams!: readonly SourceStream[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'How far all of its streams have been taken in: the earliest of their watermarks.',
  })
  readonly watermark!: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds from the watermark to now.' })
  readonly lagSeconds!: number | null;

  @Field(() => SafeInteger, {
    nullable: true,
    description:
      'Records that waited at the source beyond what was taken in, when it was last read; null where it does not say (Kafka does).',
  })
  readonly waiting!: number | null;

  @Field(() => SafeInteger, { description: 'Records read so far, over all streams.' })
  readonly records!: number;

  @Field(() => SafeInteger, { description: 'Events made of them.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Events that were there already.' })
  readonly duplicates!: number;

  @Field(() => SafeInteger, { description: 'Records that became dead letters.' })
  readonly rejected!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The latest failure of any stream, in plain words; null where all went well.',
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
