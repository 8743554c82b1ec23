import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  valueAndGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import type { InputSchema, NetworkWeights, Normaliser } from '../model/index.ts';
import {
  type Adam,
  type EmbeddingTable,
  type RandomSource,
  sampleNormal,
} from '../tensor/index.ts';
import { type Batch, buildBatch, type RowReference } from './batch.ts';
import { buildTargets } from './batch-targets.ts';
import { graphTargets, LOSS_PARTS, type LossPart, lossParts, totalLoss } from './losses.ts';
import { fuse, GraphParameters, graphInputs, parameterTensors, score } from './network-graph.ts';
import type { FitSettings } from './training-settings.ts';

export type LossValues = Readonly<Record<LossPart | 'total', number>>;

/** What a step needs to know beside its rows. */
export interface StepContext {
  readonly schema: InputSchema;
  readonly settings: FitSettings;
  readonly normaliser: Normaliser;
  readonly weights: NetworkWeights;
  /** How far the heads' input is drawn from the mean; 1 by default, 0 for an exact gradient. */
  readonly noiseScale?: number;
  /** The candidates' vectors are all zero and stay so: no score asks for them, which saves a tenth of a step. */
  readonly isWithoutMatch?: boolean;
}

/** Training came upon a loss or a gradient that is not a number; the weights are as before. */
export class NumericalError extends Error {
  override readonly name = 'NumericalError';
}

/**
 * One update of all weights on the given rows.
 * @param scale share of the base learning rates, from the schedule
 * @throws NumericalError
 */
export function trainStep(
  context: StepContext,
  references: readonly RowReference[],
  adam: Adam,
  random: RandomSource,
  scale: number,
): LossValues {
  const { settings, weights } = context;
  const gradients = stepGradients(context, references, random);
  const problem = [gradients.loss.total, ...gradients.dense.map(firstBad)].find(
    (value) => !Number.isFinite(value),
  );
  if (problem !== undefined) {
    throw new NumericalError(
      `Training stopped at step ${adam.steps + 1}: the loss or a gradient became ${problem}. Lower the learning rate (${settings.learningRate}) or look for extreme inputs; the last checkpoint is intact.`,
    );
  }
  adam.step(weights.flat, gradients.dense, settings.learningRate * scale);
  if (settings.embeddingRate > 0) {
    const rate = settings.embeddingRate * scale;
    for (const { table, indices, add } of gradients.tableGradients) {
      table.update(indices, add, rate, settings.embeddingDecay);
    }
  }
  return gradients.loss;
}

/** The gradient of some items' vectors, position by position. */
export interface TableGradients {
  readonly table: EmbeddingTable;
  readonly indices: Int32Array;
  /**
   * Adds the gradient of a position, times the number of rows: the loss is a mean over rows, and
   * tables learn from the sum, so that their steps do not depend on the batch size.
   */
  readonly add: (position: number, target: Float32Array) => void;
}

export interface StepGradients {
  readonly loss: LossValues;
  /** One array a parameter, in the layout's order. */
  readonly dense: readonly Float32Array[];
  readonly tableGradients: readonly TableGradients[];
}

/** The loss on the given rows, and its gradient by every weight. */
export function stepGradients(
  context: StepContext,
  references: readonly RowReference[],
  random: RandomSource,
): StepGradients {
  const { schema, settings, normaliser, weights } = context;
  const { dimension } = settings.network;
  const batch = buildBatch(references, normaliser, settings.network);
  const wanted = buildTargets(references, batch, normaliser);
  const noise = Float32Array.from(
    { length: batch.rows * dimension },
    () => random.normal() * (context.noiseScale ?? 1),
  );
  // Results leave through a holder: `tidy` would walk every element of a returned typed array.
  const held: { result?: StepGradients } = {};
  tidy(() => {
    const inputs = graphInputs(batch, schema, candidateVectors(batch, context));
    const targets = graphTargets(wanted, batch, schema);
    const noises = tensor2d(noise, [batch.rows, dimension]);
    const flat = parameterTensors(weights.layout, weights.flat);
    const sequences = sequenceTensors(batch, weights);
    const kept: { loss?: number[]; matchVectors?: Float32Array } = {};
    const run = (...given: Tensor[]): Scalar => {
      const parameters = new GraphParameters(
        weights.layout,
        given.slice(0, flat.length) as Tensor2D[],
      );
      const vectors = given.slice(flat.length, -1) as Tensor2D[];
      const fused = fuse(schema, parameters, inputs, vectors);
      const probe = given[given.length - 1] as Tensor2D;
      const { scores, matchVectors } = score(settings.network, parameters, inputs, fused, probe);
      const parts = lossParts({
        schema,
        parameters,
        targets,
        mask: inputs.mask,
        scores,
        fused,
        vectors: sampleNormal(fused, noises),
      });
      kept.loss = parts.map((part) => part.dataSync()[0]);
      kept.matchVectors = matchVectors.dataSync() as Float32Array;
      return totalLoss(parts, settings.losses);
    };
    const probe = zeros([batch.rows, batch.candidates]) as Tensor2D;
    const { value, grads } = valueAndGrads(run)([...flat, ...sequences, probe]);
    const values = grads.map((gradient) => gradient.dataSync() as Float32Array);
    held.result = {
      loss: lossValues(kept.loss ?? [], value.dataSync()[0]),
      dense: values.slice(0, flat.length),
      tableGradients: gradientsOfTables(weights, batch, {
        sequences: values.slice(flat.length, -1),
        scores: values[values.length - 1],
        matchVectors: kept.matchVectors ?? new Float32Array(0),
      }),
    };
  });
  return held.result as StepGradients;
}

/** The vectors of a batch's candidates, [rows · candidates, dimension]; null where they are all zero. */
export function candidateVectors(
  batch: Batch,
  { weights: { candidateItems }, isWithoutMatch }: Pick<StepContext, 'weights' | 'isWithoutMatch'>,
): Float32Array | null {
  if (isWithoutMatch) return null;
  const vectors = new Float32Array(batch.items.length * candidateItems.dimension);
  candidateItems.gather(batch.items, vectors);
  return vectors;
}

/** The vectors of a batch's recent items, one tensor a modality with a sequence. */
export function sequenceTensors(
  { modalities }: Pick<Batch, 'modalities'>,
  { sequenceItems }: NetworkWeights,
): Tensor2D[] {
  return modalities.flatMap(({ sequence }) => {
    if (sequence === null) return [];
    const vectors = new Float32Array(sequence.items.length * sequenceItems.dimension);
    sequenceItems.gather(sequence.items, vectors);
    return [tensor2d(vectors, [sequence.items.length, sequenceItems.dimension])];
  });
}

export function lossValues(parts: readonly number[], total: number): LossValues {
  const entries = LOSS_PARTS.map((part, index) => [part, parts[index]]);
  return { ...(Object.fromEntries(entries) as Record<LossPart, number>), total };
}

/** How each position's gradient falls on its item's vector. */
function gradientsOfTables(
  weights: NetworkWeights,
  batch: Batch,
  slopes: { sequences: readonly Float32Array[]; scores: Float32Array; matchVectors: Float32Array },
): TableGradients[] {
  const { sequenceItems, candidateItems } = weights;
  const { dimension } = candidateItems;
  const width = sequenceItems.dimension;
  const sequences = batch.modalities.flatMap(({ sequence }) => (sequence ? [sequence] : []));
  return [
    {
      table: candidateItems,
      indices: batch.items,
      // A score contains vector · item, so the item's gradient is the score's times the vector.
      add(position, target) {
        const slope = slopes.scores[position] * batch.rows;
        if (slope === 0) return;
        const row = Math.floor(position / batch.candidates) * dimension;
        for (let axis = 0; axis < dimension; axis += 1) {
          target[axis] += slope * slopes.matchVectors[row + axis];
        }
      },
    },
    ...sequences.map(
      ({ items }, index): TableGradients => ({
        table: sequenceItems,
        indices: items,
        add(position, target) {
          const from = position * width;
          for (let axis = 0; axis < width; axis += 1) {
            target[axis] += slopes.sequences[index][from + axis] * batch.rows;
          }
        },
      }),
    ),
  ];
}

function firstBad(values: ArrayLike<number>): number {
  for (let index = 0; index < values.length; index += 1) {
    if (!Number.isFinite(values[index])) return values[index];
  }
  return 0;
}
