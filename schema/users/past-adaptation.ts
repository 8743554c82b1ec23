import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { Adaptation } from './adaptation.ts';

@ObjectType('PastAdaptation', {
  simpleResolvers: true,
  description:
    'How strongly events counted in the profile that was served at an instant of the past.',
})
export class PastAdaptation {
  @Field(() => Int, { description: 'The version of that profile.' })
  readonly version!: number;

  @Field(() => DateTime, { description: 'When it was computed.' })
  readonly computedAt!: number;

  @Field(() => ID, { description: 'The model that made it.' })
  readonly modelId!: string;

  @Field(() => Int, { description: "Which revision of the model's adaptation decided." })
  readonly revision!: number;

  @Field(() => [Adaptation], { description: 'The choices, one for each modality.' })
  readonly choices!: readonly Adaptation[];
}
