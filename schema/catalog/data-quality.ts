import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';

/** What a warning is about; the values are what models keep. */
export const DataQualityKind = {
  COVERAGE: 'coverage',
  ID_ORDER: 'id-order',
  DUPLICATE_USERS: 'duplicate-users',
  LABEL_BALANCE: 'label-balance',
} as const;
export type DataQualityKind = (typeof DataQualityKind)[keyof typeof DataQualityKind];

registerEnumType(DataQualityKind, {
  name: 'DataQualityKind',
  description: 'What a warning about training data is about.',
  valuesConfig: {
    COVERAGE: { description: 'Hardly anybody has a modality.' },
    ID_ORDER: { description: "Items' ids tell when they were first turned to." },
    DUPLICATE_USERS: { description: 'People who are there under two ids.' },
    LABEL_BALANCE: { description: 'A label has an answer that hardly anybody gives.' },
  },
});

@ObjectType('ModalityCoverage', {
  simpleResolvers: true,
  description: 'How many users have a modality.',
})
export class ModalityCoverage {
  @Field(() => String, { description: 'The modality.' })
  readonly modality!: string;

  @Field(() => Float, { description: 'Share of the users with events of it, 0 to 1.' })
  readonly share!: number;
}

@ObjectType('DataQualityWarning', {
  simpleResolvers: true,
  description: 'A defect that a model learns from without a word.',
})
export class DataQualityWarning {
  @Field(() => DataQualityKind, { description: 'What it is about.' })
  readonly kind!: DataQualityKind;

  @Field(() => String, { description: 'The modality, the label, or what else it is about.' })
  readonly subject!: string;

  @Field(() => Float, { description: 'What was measured: a share, or a rank correlation.' })
  readonly value!: number;

  @Field(() => String, { description: 'What, how much, and what to do.' })
  readonly message!: string;
}

@ObjectType('DataQuality', {
  simpleResolvers: true,
  description: 'What the data were like that a model was trained on.',
})
export class DataQuality {
  @Field(() => Int, { description: 'The users that it learned from.' })
  readonly users!: number;

  @Field(() => [ModalityCoverage], { description: 'How many of them have each modality.' })
  readonly coverage!: readonly ModalityCoverage[];

  @Field(() => [DataQualityWarning], { description: 'What was found before training.' })
  readonly warnings!: readonly DataQualityWarning[];
}
