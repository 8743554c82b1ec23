import { Field, Float, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { QualityWarning } from './quality-warning.ts';

@ObjectType('FieldQuality', {
  simpleResolvers: true,
  description: 'What one field held in the last week: numbers only, nobody’s values.',
})
export class FieldQuality {
  @Field(() => String, { description: 'For example `browsing.view.value`.' })
  readonly field!: string;

  @Field(() => SafeInteger, { description: 'How often it was there.' })
  readonly counted!: number;

  @Field(() => SafeInteger, { description: 'How often it could have been there and was not.' })
  readonly missing!: number;

  @Field(() => Float, { nullable: true, description: 'The smallest number.' })
  readonly minimum!: number | null;

  @Field(() => Float, { nullable: true, description: 'The greatest number.' })
  readonly maximum!: number | null;

  @Field(() => Float, { nullable: true, description: 'The mean of the numbers.' })
  readonly mean!: number | null;
}

@ObjectType('StreamQuality', {
  simpleResolvers: true,
  description: 'What one stream gave in the last week.',
})
export class StreamQuality {
  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => SafeInteger, { description: 'Records read.' })
  readonly records!: number;

  @Field(() => SafeInteger, { description: 'New events.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Events that were there already.' })
  readonly duplicates!: number;

  @Field(() => SafeInteger, { description: 'Records that were turned away.' })
  readonly rejected!: number;

  @Field(() => SafeInteger, { description: 'Events that name an item which no source described.' })
  readonly unknownItems!: number;

  @Field(() => SafeInteger, { description: 'Events of users whom no record had named before.' })
  readonly unknownUsers!: number;

  @Field(() => DateTime, { nullable: true, description: 'The time of the newest event.' })
  readonly newestAt!: number | null;

  @Field(() => [FieldQuality], { description: 'Its fields.' })
  readonly fields!: readonly FieldQuality[];
}

@ObjectType('SourceQuality', {
  simpleResolvers: true,
  description: 'What a source gave in the last week, and what a person should look at.',
})
export class SourceQuality {
  @Field(() => [StreamQuality], { description: 'Its streams.' })
  readonly streams!: readonly StreamQuality[];

  @Field(() => [QualityWarning], {
    description: 'What is not as usual, of the last week and not accepted yet.',
  })
  readonly warnings!: readonly QualityWarning[];
}
