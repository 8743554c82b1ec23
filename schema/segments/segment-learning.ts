import { Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

const LearningStage = {
  READING: 'READING',
  SENDING: 'SENDING',
  LEARNING: 'LEARNING',
  JUDGING: 'JUDGING',
} as const;
type LearningStage = keyof typeof LearningStage;

registerEnumType(LearningStage, {
  name: 'LearningStage',
  description: 'What is being done to learn segments.',
  valuesConfig: {
    READING: { description: 'Everybody’s events and profiles are read.' },
    SENDING: { description: 'They are handed to the process that learns.' },
    LEARNING: { description: 'That process learns, one segment after the other.' },
    JUDGING: { description: 'Everybody is judged by what was learned.' },
  },
});

@ObjectType('SegmentLearning', {
  simpleResolvers: true,
  description: 'How the learning of predictive and lookalike segments stands.',
})
export class SegmentLearning {
  @Field(() => [ID], { description: 'Those that are learned together.' })
  readonly segmentIds!: readonly string[];

  @Field(() => DateTime, { description: 'When it began.' })
  readonly startedAt!: number;

  @Field(() => LearningStage, { description: 'What is being done, or was last.' })
  readonly stage!: LearningStage;

  @Field(() => Float, { description: 'How far that is, from 0 to 1.' })
  readonly progress!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  readonly endedAt!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed, or which of the segments did; null where none did.',
  })
  readonly problem!: string | null;
}
