import { type Scalar, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { InputSchema } from '../model/index.ts';
import {
  binaryCrossEntropyLoss,
  listwiseSoftmaxLoss,
  priorDivergence,
  sliceColumns,
  squaredErrorLoss,
  weightedTotal,
} from '../tensor/index.ts';
import type { Batch } from './batch.ts';
import type { BatchTargets } from './batch-targets.ts';
import { type GraphParameters, readOut } from './network-graph.ts';
import type { LossWeights } from './training-settings.ts';

/** The parts of the loss, in the order of their weights. */
export const LOSS_PARTS = ['ranking', 'reconstruction', 'labels', 'prior'] as const;
export type LossPart = (typeof LOSS_PARTS)[number];

/** Targets as tensors; what has no columns is null. */
export interface GraphTargets {
  readonly ranking: Tensor2D;
  readonly shares: Tensor2D | null;
  readonly shareWeights: Tensor2D | null;
  readonly labels: readonly { readonly targets: Tensor2D; readonly weights: Tensor2D }[];
}

export function graphTargets(
  targets: BatchTargets,
  batch: Batch,
  schema: InputSchema,
): GraphTargets {
  const { rows, candidates } = batch;
  const matrix = (values: Float32Array) =>
    values.length > 0 ? tensor2d(values, [rows, values.length / rows]) : null;
  const column = (values: Float32Array, index: number) => {
    const width = schema.labels.length;
    return tensor2d(
      Float32Array.from({ length: rows }, (_, row) => values[row * width + index]),
      [rows, 1],
    );
  };
  return {
    ranking: tensor2d(targets.ranking, [rows, candidates]),
    shares: matrix(targets.shares),
    shareWeights: matrix(targets.shareWeights),
    labels: schema.labels.map((_, index) => ({
      targets: column(targets.labels, index),
      weights: column(targets.labelWeights, index),
    })),
  };
}

export interface LossInputs {
  readonly schema: InputSchema;
  readonly parameters: GraphParameters;
  readonly targets: GraphTargets;
  /** [rows, candidates] */
  readonly mask: Tensor2D;
  /** [rows, candidates] */
  readonly scores: Tensor2D;
  /** [rows, 2 · dimension] */
  readonly fused: Tensor2D;
  /** What the heads read: the fused mean, or a draw around it; [rows, dimension] */
  readonly vectors: Tensor2D;
  /** The heads' answers to labels, for whoever wants to keep them. */
  readonly onLabelOutputs?: (outputs: Tensor2D) => void;
}

/** The parts of the loss, in the order of LOSS_PARTS. */
export function lossParts(inputs: LossInputs): Scalar[] {
  const { schema, parameters, targets, fused, vectors } = inputs;
  const rows = fused.shape[0];
  const ranking = listwiseSoftmaxLoss(inputs.scores, inputs.mask, targets.ranking);
  const reconstruction =
    targets.shares === null || targets.shareWeights === null
      ? weightedTotal([], [])
      : binaryCrossEntropyLoss(
          readOut(parameters, 'reconstruction', vectors),
          targets.shares,
          targets.shareWeights,
        );
  const prior = weightedTotal([priorDivergence(fused)], [1 / rows]);
  return [ranking, reconstruction, labelLoss(inputs, schema), prior];
}

function labelLoss(
  { parameters, targets, vectors, onLabelOutputs }: LossInputs,
  schema: InputSchema,
) {
  if (schema.labels.length === 0) return weightedTotal([], []);
  const outputs = readOut(parameters, 'labels', vectors);
  onLabelOutputs?.(outputs);
  const losses = schema.labels.map(({ kind }, index) => {
    const own = sliceColumns(outputs, index, 1);
    const { targets: wanted, weights } = targets.labels[index];
    return kind === 'binary'
      ? binaryCrossEntropyLoss(own, wanted, weights)
      : squaredErrorLoss(own, wanted, weights);
  });
  return weightedTotal(
    losses,
    losses.map(() => 1),
  );
}

export function totalLoss(parts: readonly Scalar[], weights: LossWeights): Scalar {
  return weightedTotal(
    parts,
    LOSS_PARTS.map((part) => weights[part]),
  );
}
