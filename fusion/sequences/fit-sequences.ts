import { setImmediate } from 'node:timers/promises';
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import {
  ADAM_DEFAULTS,
  Adam,
  type BackendKind,
  cosineSchedule,
  EmbeddingTable,
  openBackend,
  RandomSource,
  sampledSoftmaxLoss,
} from '../tensor/index.ts';
import { groupByLength, padSequences, type SequenceBatch } from './sequence-batch.ts';
import { positionTensors, SequenceEncoder } from './sequence-encoder.ts';
import { encodePositions, layoutTensors, sequenceLayout } from './sequence-graph.ts';
import { SEQUENCE_DEFAULTS, type SequenceSettings } from './sequence-settings.ts';

const COLLISION = -1e9;

export interface SequenceHooks {
  readonly signal?: AbortSignal;
  /** Told after every epoch; the loss is the mean over positions. */
  readonly onEpoch?: (epoch: number, loss: number, encoder: SequenceEncoder) => void;
}

export interface SequenceFit {
  readonly encoder: SequenceEncoder;
  readonly backend: BackendKind;
  /** The mean loss of each epoch. */
  readonly curve: readonly number[];
}

/**
 * Learns what comes next: at every position the next item, against negatives drawn uniformly
 * (sampled softmax; Klenitskiy and Vasilev 2023 for why so and not by binary cross entropy). Items'
 * vectors lie outside the tensor engine: a step costs the same however many items there are.
 * @param sequences items of each user, oldest first, 0 to items - 1
 * @throws the signal's reason when stopped
 */
export async function fitSequences(
  sequences: readonly Int32Array[],
  items: number,
  given: Partial<SequenceSettings> = {},
  { signal, onEpoch }: SequenceHooks = {},
): Promise<SequenceFit> {
  const settings = { ...SEQUENCE_DEFAULTS, ...given };
  const { kind: backend } = await openBackend();
  const random = RandomSource.fromSeed(settings.seed);
  const layout = sequenceLayout(settings);
  const flat = layout.initialise(random);
  const table = new EmbeddingTable({
    rows: items,
    dimension: settings.dimension,
    spread: 0.1 / Math.sqrt(settings.dimension),
    random,
    initialAccumulator: 0.01,
  });
  const adam = new Adam(layout, { ...ADAM_DEFAULTS, weightDecay: settings.weightDecay });
  const encoder = new SequenceEncoder(settings, layout, flat, table);
  const curve: number[] = [];
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const { batchPositions, length, epochs } = settings;
    const groups = groupByLength(sequences, batchPositions, length, random);
    let [loss, positions] = [0, 0];
    for (const [step, group] of groups.entries()) {
      await setImmediate();
      signal?.throwIfAborted();
      const scale = cosineSchedule(epoch + step / groups.length, epochs);
      const batch = padSequences(
        group.map((row) => sequences[row]),
        length,
        true,
      );
      const count = batch.targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0);
      loss += trainStep(encoder, batch, count, adam, random, scale) * count;
      positions += count;
    }
    curve.push(loss / positions);
    onEpoch?.(epoch + 1, loss / positions, encoder);
  }
  return { encoder, backend, curve };
}

/** One update of all weights; returns the mean loss over the positions. */
function trainStep(
  { settings, layout, flat, items: table }: SequenceEncoder,
  batch: SequenceBatch,
  count: number,
  adam: Adam,
  random: RandomSource,
  scale: number,
): number {
  const { dimension } = settings;
  const positions = batch.items.length;
  const negatives = Int32Array.from({ length: settings.negatives }, () => random.below(table.rows));
  const held: { loss?: number; gradients?: Float32Array[] } = {};
  tidy(() => {
    const { vectors, places } = positionTensors(batch, table, settings.length);
    const gathered = (rows: Int32Array): Tensor2D => {
      const values = new Float32Array(rows.length * dimension);
      table.gather(rows, values);
      return tensor2d(values, [rows.length, dimension]);
    };
    const collisions = collisionTensor(batch.targets, negatives);
    const weights = tensor2d(
      Float32Array.from(batch.targets, (target) => (target >= 0 ? 1 / count : 0)),
      [positions, 1],
    );
    const draw = settings.dropout > 0 ? dropoutOf(settings.dropout, random) : null;
    const parameters = layoutTensors(layout, flat);
    const run = (...all: Tensor[]): Scalar => {
      const [own, targetVectors, negativeVectors] = all.slice(-3) as Tensor2D[];
      const encoded = encodePositions(
        settings,
        layout,
        all.slice(0, -3),
        { vectors: own, places, sequences: batch.sequences, length: batch.length },
        draw,
      );
      return sampledSoftmaxLoss(encoded, targetVectors, negativeVectors, collisions, weights);
    };
    const inputs = [...parameters, vectors, gathered(batch.targets), gathered(negatives)];
    const { value, grads } = valueAndGrads(run)(inputs);
    held.loss = value.dataSync()[0];
    held.gradients = grads.map((gradient) => gradient.dataSync() as Float32Array);
  });
  const gradients = held.gradients as Float32Array[];
  adam.step(flat, gradients.slice(0, -3), settings.learningRate * scale);
  const indices = Int32Array.of(...batch.items, ...batch.targets, ...negatives);
  const rows = gradients.slice(-3);
  const starts = [0, positions, 2 * positions];
  table.update(
    indices,
    (position, target) => {
      const part = position < positions ? 0 : position < 2 * positions ? 1 : 2;
      const from = (position - starts[part]) * dimension;
      for (let axis = 0; axis < dimension; axis += 1) {
        // The loss is a mean; tables learn from the sum, whatever the size of a step.
        target[axis] += rows[part][from + axis] * count;
      }
    },
    settings.embeddingRate * scale,
    settings.embeddingDecay,
  );
  return held.loss as number;
}

/** Marks the negatives that are a position's own target. */
function collisionTensor(targets: Int32Array, negatives: Int32Array): Tensor2D {
  const placesOf = new Map<number, number[]>();
  negatives.forEach((item, place) => {
    const places = placesOf.get(item);
    if (places === undefined) placesOf.set(item, [place]);
    else places.push(place);
  });
  const marks = new Float32Array(targets.length * negatives.length);
  targets.forEach((target, position) => {
    for (const place of placesOf.get(target) ?? []) {
      marks[position * negatives.length + place] = COLLISION;
    }
  });
  return tensor2d(marks, [targets.length, negatives.length]);
}

/** Masks of 0 and 1 / kept; one number drawn serves four entries, whose share is a 256th exact. */
function dropoutOf(share: number, random: RandomSource): (count: number) => Float32Array {
  const dropped = Math.round(share * 256);
  const kept = 256 / (256 - dropped);
  return (count) => {
    const mask = new Float32Array(count);
    for (let at = 0; at < count; at += 4) {
      let bits = random.next();
      for (let entry = at; entry < Math.min(at + 4, count); entry += 1) {
        if ((bits & 255) >= dropped) mask[entry] = kept;
        bits >>>= 8;
      }
    }
    return mask;
  };
}
