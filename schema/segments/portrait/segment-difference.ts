import { Field, Float, ObjectType } from 'type-graphql';
import { connectionType } from '../../paging/connection.ts';

@ObjectType('SegmentDifference', {
  simpleResolvers: true,
  description: 'A feature that sets members apart from others.',
})
export class SegmentDifference {
  @Field(() => String, { description: 'The modality of the feature.' })
  readonly modality!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly feature!: string;

  @Field(() => String, { description: 'What sets a member apart, in words.' })
  readonly sentence!: string;

  @Field(() => Float, {
    description: 'Mean of the members less that of the others, in standard deviations of all.',
  })
  readonly effect!: number;

  @Field(() => Float, {
    description:
      'Lower end of the interval; of all that are listed 95 % hold, on average (Benjamini and Yekutieli 2005).',
  })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  readonly high!: number;

  @Field(() => Float, {
    description:
      'The p-value, corrected for all features that were looked at (Benjamini and Yekutieli 2001).',
  })
  readonly adjustedP!: number;

  @Field(() => Float, { description: 'Mean of the members, in the unit of the feature.' })
  readonly members!: number;

  @Field(() => Float, { description: 'Mean of the others, in the unit of the feature.' })
  readonly others!: number;
}

export const SegmentDifferenceConnection = connectionType<SegmentDifference>(
  'SegmentDifference',
  () => SegmentDifference,
);
