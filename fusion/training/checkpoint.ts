import { createHash } from 'node:crypto';
import {
  bytesToFloats,
  bytesToJson,
  emptyWeights,
  floatsToBytes,
  jsonToBytes,
  ModelFormatError,
  type NetworkWeights,
  requirePart,
} from '../model/index.ts';
import { ADAM_DEFAULTS, Adam, RandomSource, type RandomState } from '../tensor/index.ts';
import type { EpochMetrics } from './fit-metrics.ts';
import type { TrainingSet } from './training-set.ts';
import type { StepContext } from './training-step.ts';

const FORMAT_VERSION = 1;
const STATE = 'checkpoint/state.json';

/** All that the next epoch depends on, held by the training loop. */
export interface TrainingState {
  epoch: number;
  readonly adam: Adam;
  readonly random: RandomSource;
  readonly weights: NetworkWeights;
  best: { readonly epoch: number; readonly loss: number; readonly weights: NetworkWeights };
  readonly curve: EpochMetrics[];
}

interface StoredState {
  readonly formatVersion: number;
  readonly fingerprint: string;
  readonly epoch: number;
  readonly adamSteps: number;
  readonly random: RandomState;
  readonly best: { readonly epoch: number; readonly loss: number | null };
  readonly curve: EpochMetrics[];
}

/** Tells runs apart: the same settings and start on data of the same shape and the same targets. */
export function fingerprintOf(
  sets: readonly TrainingSet[],
  settings: unknown,
  start?: NetworkWeights,
): string {
  const hash = createHash('sha256').update(JSON.stringify([settings, sets[0].schema]));
  for (const { users, candidateItems, targets, split } of sets) {
    hash.update(`${users}\0`).update(candidateItems).update(targets).update(split);
  }
  if (start !== undefined) for (const values of weightArrays(start)) hash.update(values);
  return hash.digest('hex');
}

export function stateToParts(state: TrainingState, fingerprint: string): Map<string, Uint8Array> {
  const stored: StoredState = {
    formatVersion: FORMAT_VERSION,
    fingerprint,
    epoch: state.epoch,
    adamSteps: state.adam.steps,
    random: state.random.state,
    best: {
      epoch: state.best.epoch,
      loss: Number.isFinite(state.best.loss) ? state.best.loss : null,
    },
    curve: state.curve,
  };
  const parts = new Map([[STATE, jsonToBytes(stored)]]);
  for (const [name, values] of arraysOf(state)) parts.set(name, floatsToBytes(values));
  return parts;
}

/**
 * Restores the state after the checkpoint's epoch.
 * @throws ModelFormatError when the checkpoint is of another run, another version or damaged
 */
export function stateFromParts(
  parts: ReadonlyMap<string, Uint8Array>,
  fingerprint: string,
  { schema, settings }: Pick<StepContext, 'schema' | 'settings'>,
): TrainingState {
  const stored = bytesToJson(parts, STATE) as StoredState;
  if (stored.formatVersion !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The checkpoint has format version ${stored.formatVersion}; this program reads version ${FORMAT_VERSION}. Start training anew.`,
    );
  }
  if (stored.fingerprint !== fingerprint) {
    throw new ModelFormatError(
      'The checkpoint belongs to a training run with other settings or other data. Start training anew, or restore what it was made with.',
    );
  }
  const weights = emptyWeights(schema, settings.network);
  const adam = new Adam(weights.layout, { ...ADAM_DEFAULTS, weightDecay: settings.weightDecay });
  adam.steps = stored.adamSteps;
  const state: TrainingState = {
    epoch: stored.epoch,
    adam,
    random: RandomSource.fromState(stored.random),
    weights,
    best: {
      epoch: stored.best.epoch,
      loss: stored.best.loss ?? Number.POSITIVE_INFINITY,
      weights: emptyWeights(schema, settings.network),
    },
    curve: stored.curve,
  };
  for (const [name, values] of arraysOf(state)) {
    values.set(bytesToFloats(requirePart(parts, name), values.length, name));
  }
  return state;
}

/** A copy that later training leaves alone. */
export function copyWeights(
  from: NetworkWeights,
  { schema, settings }: Pick<StepContext, 'schema' | 'settings'>,
): NetworkWeights {
  const copy = emptyWeights(schema, settings.network);
  const targets = weightArrays(copy);
  weightArrays(from).forEach((values, index) => {
    targets[index].set(values);
  });
  return copy;
}

function weightArrays({ flat, sequenceItems, candidateItems }: NetworkWeights): Float32Array[] {
  return [flat, sequenceItems.values, candidateItems.values];
}

function arraysOf({ adam, weights, best }: TrainingState): [string, Float32Array][] {
  const [flat, sequenceItems, candidateItems] = weightArrays(weights);
  const [bestFlat, bestSequenceItems, bestCandidateItems] = weightArrays(best.weights);
  return [
    ['checkpoint/parameters', flat],
    ['checkpoint/first-moment', adam.firstMoment],
    ['checkpoint/second-moment', adam.secondMoment],
    ['checkpoint/sequence-items', sequenceItems],
    ['checkpoint/sequence-accumulators', weights.sequenceItems.accumulators],
    ['checkpoint/candidate-items', candidateItems],
    ['checkpoint/candidate-accumulators', weights.candidateItems.accumulators],
    ['checkpoint/best-parameters', bestFlat],
    ['checkpoint/best-sequence-items', bestSequenceItems],
    ['checkpoint/best-candidate-items', bestCandidateItems],
  ];
}
