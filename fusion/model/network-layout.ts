import { type Initialiser, ParameterLayout, type ParameterSpecification } from '../tensor/index.ts';
import type { NetworkSettings } from './network-settings.ts';
import type { InputSchema, ModalitySchema } from './user-input.ts';

/** How much faster than the rest the gates' own weights learn. */
const GATE_RATE = 5;

/** What the match of a vector with an item's is multiplied by, so that it learns in small steps. */
export function matchScale(dimension: number): number {
  return 1 / Math.sqrt(dimension);
}

/** One value a type, and the age. */
export function tokenExtras(modality: ModalitySchema): number {
  return (modality.sequenceTypes?.length ?? 0) + 1;
}

/** The gates read the state and which modalities are present. */
export function gateInputs(schema: InputSchema): number {
  return schema.states.length + schema.modalities.length;
}

export function featureTotal(schema: InputSchema): number {
  return schema.modalities.reduce((total, { featureNames }) => total + featureNames.length, 0);
}

/**
 * All parameters of the network, in a fixed order. Everything that would move a candidate's score
 * starts at zero but the stated weights, so before training the score is their linear sum.
 */
export function networkLayout(schema: InputSchema, settings: NetworkSettings): ParameterLayout {
  const columns = schema.columns.length;
  const weights = [...schema.columns.map(({ initialWeight }) => initialWeight), 1];
  const inputs = gateInputs(schema);
  const { dimension, gateHidden, headHidden, labelHidden, reconstructionHidden } = settings;
  return new ParameterLayout([
    ...schema.modalities.flatMap((modality) => encoderParameters(modality, settings)),
    ...layer('gates/hidden', inputs, gateHidden, 'glorot'),
    kernel('gates/output/kernel', gateHidden, columns + 1, { kind: 'zeros' }),
    {
      name: 'gates/output/bias',
      shape: [columns + 1],
      initialiser: { kind: 'values', values: weights },
      rate: GATE_RATE,
      decays: false,
    },
    ...layer('head/state', inputs, headHidden, 'glorot'),
    kernel('head/columns/kernel', columns, headHidden, { kind: 'glorot' }),
    kernel('head/output/kernel', headHidden, 1, { kind: 'zeros' }),
    ...readOut('reconstruction', dimension, reconstructionHidden, featureTotal(schema)),
    ...readOut('labels', dimension, labelHidden, schema.labels.length),
  ]);
}

function encoderParameters(
  modality: ModalitySchema,
  settings: NetworkSettings,
): ParameterSpecification[] {
  const { dimension, encoderHidden, sequenceDimension, attentionHeads } = settings;
  const prefix = `encoders/${modality.name}`;
  const pooled = modality.sequenceTypes === null ? 0 : attentionHeads * sequenceDimension;
  const token = sequenceDimension + tokenExtras(modality);
  return [
    ...(pooled > 0 ? layer(`${prefix}/attention`, token, attentionHeads, 'glorot') : []),
    ...layer(`${prefix}/first`, modality.featureNames.length + pooled, encoderHidden, 'he'),
    ...layer(`${prefix}/second`, encoderHidden, encoderHidden, 'he'),
    ...layer(`${prefix}/mean`, encoderHidden, dimension, 'glorot'),
    ...layer(`${prefix}/precision`, encoderHidden, dimension, 'zeros'),
  ];
}

function readOut(
  name: string,
  dimension: number,
  hidden: number,
  outputs: number,
): ParameterSpecification[] {
  if (outputs === 0) return [];
  return [
    ...layer(`${name}/hidden`, dimension, hidden, 'he'),
    ...layer(`${name}/output`, hidden, outputs, 'glorot'),
  ];
}

function layer(
  name: string,
  inputs: number,
  outputs: number,
  kind: 'he' | 'glorot' | 'zeros',
): ParameterSpecification[] {
  return [
    kernel(`${name}/kernel`, inputs, outputs, { kind }),
    {
      name: `${name}/bias`,
      shape: [outputs],
      initialiser: { kind: 'zeros' },
      rate: 1,
      decays: false,
    },
  ];
}

function kernel(
  name: string,
  inputs: number,
  outputs: number,
  initialiser: Initialiser,
): ParameterSpecification {
  return { name, shape: [inputs, outputs], initialiser, rate: 1, decays: true };
}
