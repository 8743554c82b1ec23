import {
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor2d,
  tensor3d,
} from '@tensorflow/tfjs-core';
import { type InputSchema, matchScale, type NetworkSettings } from '../model/index.ts';
import {
  addAll,
  attentionPooling,
  concatColumns,
  type DenseWeights,
  dense,
  denseOnData,
  type ExpertTensors,
  gatedSum,
  multiplyByColumn,
  type ParameterLayout,
  productOfExperts,
  sliceColumns,
  tanhScore,
} from '../tensor/index.ts';
import type { Batch, ModalityBatch, SequenceBatch } from './batch.ts';

/** The dense parameters as tensors, by name. */
export class GraphParameters {
  readonly #byName: ReadonlyMap<string, Tensor2D | Tensor1D>;

  constructor(layout: ParameterLayout, tensors: readonly (Tensor2D | Tensor1D)[]) {
    this.#byName = new Map(layout.parameters.map(({ name }, index) => [name, tensors[index]]));
  }

  layer(name: string): DenseWeights {
    return { kernel: this.kernel(name), bias: this.#byName.get(`${name}/bias`) as Tensor1D };
  }

  kernel(name: string): Tensor2D {
    return this.#byName.get(`${name}/kernel`) as Tensor2D;
  }
}

export function parameterTensors(
  layout: ParameterLayout,
  flat: Float32Array,
): (Tensor2D | Tensor1D)[] {
  return layout.parameters.map(({ offset, size, shape }) =>
    tensor(flat.slice(offset, offset + size), shape as [number, number]),
  ) as (Tensor2D | Tensor1D)[];
}

/** One modality of a batch as tensors. */
export interface ModalityTensors {
  readonly features: Tensor2D | null;
  readonly present: Tensor2D;
  readonly tokens: Tensor2D | null;
  readonly tokenMask: Tensor2D | null;
}

/** A batch as tensors. */
export interface GraphInputs {
  readonly modalities: readonly ModalityTensors[];
  readonly state: Tensor2D;
  /** [rows, candidates, columns] */
  readonly columns: Tensor3D;
  /** [rows, candidates] */
  readonly mask: Tensor2D;
  /** The candidates' vectors, [rows, candidates, dimension]; null where they are all zero. */
  readonly itemVectors: Tensor3D | null;
}

export function graphInputs(
  batch: Batch,
  schema: InputSchema,
  itemVectors: Float32Array | null,
): GraphInputs {
  const { rows, candidates } = batch;
  return {
    modalities: batch.modalities.map((modality) => modalityTensors(modality, rows)),
    state: tensor2d(batch.state, [rows, batch.state.length / rows]),
    columns: tensor3d(batch.columns, [rows, candidates, schema.columns.length]),
    mask: tensor2d(batch.mask, [rows, candidates]),
    itemVectors:
      itemVectors &&
      tensor3d(itemVectors, [rows, candidates, itemVectors.length / (rows * candidates)]),
  };
}

export function modalityTensors(
  { features, present, sequence }: ModalityBatch,
  rows: number,
): ModalityTensors {
  return {
    features: features.length > 0 ? tensor2d(features, [rows, features.length / rows]) : null,
    present: tensor2d(present, [rows, 1]),
    tokens: sequence && tokenTensor(sequence, rows),
    tokenMask: sequence && tensor2d(sequence.mask, [rows, sequence.length]),
  };
}

function tokenTensor({ tokens, length }: SequenceBatch, rows: number): Tensor2D {
  return tensor2d(tokens, [rows * length, tokens.length / (rows * length)]);
}

/**
 * The fused Gaussian of each row.
 * @param sequenceVectors for each modality with a sequence, in order: the vectors of its items,
 * [rows · length, sequenceDimension]
 * @returns [rows, 2 · dimension]: mean and log-precision
 */
export function fuse(
  schema: InputSchema,
  parameters: GraphParameters,
  inputs: Pick<GraphInputs, 'modalities'>,
  sequenceVectors: readonly Tensor2D[],
): Tensor2D {
  let nextSequence = 0;
  const experts = schema.modalities.map(({ name }, index): ExpertTensors => {
    const { features, present, tokens, tokenMask } = inputs.modalities[index];
    const layer = (part: string) => parameters.layer(`encoders/${name}/${part}`);
    const parts = features === null ? [] : [features];
    if (tokens !== null && tokenMask !== null) {
      const vectors = sequenceVectors[nextSequence];
      nextSequence += 1;
      const scores = dense(concatColumns([vectors, tokens]), layer('attention'), 'linear');
      parts.push(attentionPooling(scores, vectors, tokenMask));
    }
    const hasSequence = tokens !== null;
    const first = hasSequence
      ? dense(concatColumns(parts), layer('first'), 'relu')
      : denseOnData(parts[0], layer('first'), 'relu');
    const hidden = dense(first, layer('second'), 'relu');
    return {
      mean: dense(hidden, layer('mean'), 'linear'),
      logPrecision: dense(hidden, layer('precision'), 'linear'),
      present,
    };
  });
  return productOfExperts(experts);
}

export interface GraphScores {
  /** [rows, candidates] */
  readonly scores: Tensor2D;
  /** The users' vectors times their gate, whose product with an item's vector is their match. */
  readonly matchVectors: Tensor2D;
}

/**
 * Scores all candidates of a batch.
 * @param fused [rows, 2 · dimension]
 * @param probe zeros, [rows, candidates]: its gradient is the scores' gradient
 */
export function score(
  settings: NetworkSettings,
  parameters: GraphParameters,
  inputs: GraphInputs,
  fused: Tensor2D,
  probe: Tensor2D,
): GraphScores {
  const columns = inputs.columns.shape[2];
  const hidden = denseOnData(inputs.state, parameters.layer('gates/hidden'), 'tanh');
  const gates = dense(hidden, parameters.layer('gates/output'), 'linear');
  const matchVectors = multiplyByColumn(
    sliceColumns(fused, 0, settings.dimension),
    sliceColumns(gates, columns, 1),
    matchScale(settings.dimension),
  );
  const shift = denseOnData(inputs.state, parameters.layer('head/state'), 'linear');
  const scores = addAll([
    gatedSum(inputs.columns, sliceColumns(gates, 0, columns)),
    ...(inputs.itemVectors === null ? [] : [gatedSum(inputs.itemVectors, matchVectors)]),
    tanhScore(
      inputs.columns,
      shift,
      parameters.kernel('head/columns'),
      parameters.kernel('head/output'),
    ),
    probe,
  ]);
  return { scores, matchVectors };
}

/** A head over users' vectors: one hidden ReLU layer, then raw outputs. */
export function readOut(parameters: GraphParameters, name: string, vectors: Tensor2D): Tensor2D {
  const hidden = dense(vectors, parameters.layer(`${name}/hidden`), 'relu');
  return dense(hidden, parameters.layer(`${name}/output`), 'linear');
}
