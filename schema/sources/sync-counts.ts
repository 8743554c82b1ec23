import { Field, Float, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('SyncCounts', { simpleResolvers: true, description: 'What a finished sync came to.' })
export class SyncCounts {
  @Field(() => SafeInteger, { description: 'Records read.' })
  readonly records!: number;

  @Field(() => SafeInteger, { description: 'New events.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Events that were there already.' })
  readonly duplicates!: number;

  @Field(() => SafeInteger, { description: 'Records that became dead letters.' })
  readonly rejected!: number;

  @Field(() => SafeInteger, {
    description: 'Records kept aside because the source is in quarantine.',
  })
  readonly quarantined!: number;

  @Field(() => Float, { description: 'How long it took.' })
  readonly seconds!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Why it ended early, in plain words; null where every stream was read to its end.',
  })
  readonly failure!: string | null;
}
