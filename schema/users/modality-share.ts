import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { Feature } from './feature.ts';

@ObjectType('ModalityShare', {
  simpleResolvers: true,
  description:
    'What one modality contributes to a profile. A new modality is a new row, not a new field.',
})
export class ModalityShare {
  @Field(() => String, { description: "The modality's registered name." })
  readonly name!: string;

  @Field(() => String, { description: 'For people to read.' })
  readonly title!: string;

  @Field(() => Boolean, { description: 'Whether the user has any of its events.' })
  readonly present!: boolean;

  @Field(() => Float, {
    description: 'Share of the precision that all present modalities bring together, 0 to 1.',
  })
  readonly weight!: number;

  @Field(() => Float, {
    description:
      'How far the gates trust its scores for this user; 0 where it has no voice in lists.',
  })
  readonly gate!: number;

  @Field(() => Int, { description: 'How many events it rests on.' })
  readonly events!: number;

  @Field(() => DateTime, { nullable: true, description: 'Its last event; null where it has none.' })
  readonly lastAt!: number | null;

  @Field(() => [Feature], { description: 'Its named features; empty where it is absent.' })
  readonly features!: readonly Feature[];
}
