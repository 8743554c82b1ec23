import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('SourceBackfill', {
  simpleResolvers: true,
  description: 'A range of a stream that is read once more, or was.',
})
export class SourceBackfill {
  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => String, { description: 'The least cursor.' })
  readonly from!: string;

  @Field(() => String, { description: 'The greatest cursor, which is included.' })
  readonly until!: string;

  @Field(() => SafeInteger, { description: 'Records read so far.' })
  readonly records!: number;

  @Field(() => SafeInteger, { description: 'Events that were not there before.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Events that were there already.' })
  readonly duplicates!: number;

  @Field(() => SafeInteger, { description: 'Records that became dead letters.' })
  readonly rejected!: number;

  @Field(() => DateTime, { description: 'When it was begun.' })
  readonly begunAt!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When all of it was read; null before. Asked for again, it goes on where it was.',
  })
  readonly endedAt!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it broke off, in plain words.' })
  readonly lastError!: string | null;
}
