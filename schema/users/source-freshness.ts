import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('SourceFreshness', {
  simpleResolvers: true,
  description: 'How far one stream of a source has been taken in.',
})
export class SourceFreshness {
  @Field(() => ID, { description: 'The source.' })
  readonly sourceId!: string;

  @Field(() => String, { description: 'The stream within the source.' })
  readonly stream!: string;

  @Field(() => DateTime, { nullable: true, description: 'The time of the newest record taken in.' })
  readonly watermark!: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds from the watermark to now.' })
  readonly lagSeconds!: number | null;
}
