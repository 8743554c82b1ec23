import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

const ErasureRemainsKind = {
  MODEL_WEIGHTS: 'MODEL_WEIGHTS',
  SEGMENT_WEIGHTS: 'SEGMENT_WEIGHTS',
  UNREADABLE_MODEL: 'UNREADABLE_MODEL',
} as const;
type ErasureRemainsKind = keyof typeof ErasureRemainsKind;

registerEnumType(ErasureRemainsKind, {
  name: 'ErasureRemainsKind',
  description: 'What an erasure cannot undo.',
  valuesConfig: {
    MODEL_WEIGHTS: { description: 'Weights of a model that was trained with the user.' },
    SEGMENT_WEIGHTS: {
      description: 'Weights of a segment that was learned while the user was here.',
    },
    UNREADABLE_MODEL: { description: 'A model that cannot be opened, so that rows stay in it.' },
  },
});

@ObjectType('ErasureRemains', {
  simpleResolvers: true,
  description: 'Something that many users have made together, which cannot be taken apart again.',
})
export class ErasureRemains {
  @Field(() => ErasureRemainsKind, { description: 'What it is.' })
  readonly what!: ErasureRemainsKind;

  @Field(() => ID, { description: 'The id of the model or of the segment.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Its version.' })
  readonly version!: number;

  @Field(() => String, { description: 'Why it stays, and when it goes.' })
  readonly why!: string;
}
