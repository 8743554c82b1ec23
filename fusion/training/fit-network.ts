import { setImmediate } from 'node:timers/promises';
import { FusionNetwork, initialWeights, type NetworkWeights, Normaliser } from '../model/index.ts';
import { ADAM_DEFAULTS, Adam, cosineSchedule, openBackend, RandomSource } from '../tensor/index.ts';
import type { RowReference } from './batch.ts';
import { checkTrainingSets } from './check-training-set.ts';
import {
  copyWeights,
  fingerprintOf,
  stateFromParts,
  stateToParts,
  type TrainingState,
} from './checkpoint.ts';
import { chooseVoices, voiceRuleOf } from './choose-voices.ts';
import { calibrate, evaluateRows } from './evaluate-rows.ts';
import type { FitMetrics } from './fit-metrics.ts';
import { fitScales } from './fit-scales.ts';
import { LOSS_PARTS } from './losses.ts';
import { dropModalities, epochSteps, rowsOf } from './row-sampling.ts';
import { TRAIN, type TrainingSet, VALIDATION } from './training-set.ts';
import { FIT_DEFAULTS, type FitSettings } from './training-settings.ts';
import { type LossValues, type StepContext, trainStep } from './training-step.ts';

export interface FitProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done and to do in this epoch. */
  readonly step: number;
  readonly steps: number;
  /** Of the last step. */
  readonly loss: number;
}

export interface FitHooks {
  readonly onProgress?: (progress: FitProgress) => void;
  /** Stops between two steps; the error is the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every epoch with all that a resumed run needs. */
  readonly checkpoint?: (parts: Map<string, Uint8Array>) => void | Promise<void>;
  /** Parts of a checkpoint of the same run: training continues exactly behind it. */
  readonly resume?: ReadonlyMap<string, Uint8Array>;
  /** Shown the weights after every epoch, a copy of its own. */
  readonly onEpoch?: (weights: NetworkWeights) => void;
  /** Where training starts instead of from the seed, see `transferWeights`; left as they are. */
  readonly start?: NetworkWeights;
}

export interface FitResult {
  readonly network: FusionNetwork;
  readonly metrics: FitMetrics;
}

/**
 * Trains the fusion network: minibatches of rows, AdamW on a cosine schedule, modality dropout,
 * early stopping on the validation rows with the best weights kept (the untrained linear start
 * counts as epoch 0, so training never ends worse than it began). Without validation rows it
 * trains all epochs and keeps the last weights.
 *
 * @throws NetworkInputError for malformed sets and a rule for voices that there is not, NumericalError when the loss is not a number,
 * ModelFormatError for a checkpoint of another run, and the signal's reason when stopped
 */
export async function fitNetwork(
  sets: readonly TrainingSet[],
  given: Partial<FitSettings> = {},
  hooks: FitHooks = {},
): Promise<FitResult> {
  checkTrainingSets(sets);
  const settings: FitSettings = { ...FIT_DEFAULTS, ...given };
  voiceRuleOf(settings);
  const { kind: backend } = await openBackend();
  const { schema } = sets[0];
  const scales = fitScales(sets);
  const train = rowsOf(sets, TRAIN);
  const validation = rowsOf(sets, VALIDATION);
  const fingerprint = fingerprintOf(sets, settings, hooks.start);
  const { state, isNew } = startState(hooks, fingerprint, schema, settings);
  const context: StepContext = {
    schema,
    settings,
    normaliser: new Normaliser(schema, scales),
    weights: state.weights,
    isWithoutMatch: settings.embeddingRate === 0 && isZero(state.weights.candidateItems.values),
  };
  if (isNew) judge(state, context, validation, null);
  let stoppedEarly = isExhausted(state, settings, validation);
  while (state.epoch < settings.epochs && train.length > 0 && !stoppedEarly) {
    const loss = await trainEpoch(state, context, train, hooks);
    state.epoch += 1;
    judge(state, context, validation, loss);
    stoppedEarly = isExhausted(state, settings, validation);
    hooks.onEpoch?.(copyWeights(state.weights, context));
    await hooks.checkpoint?.(stateToParts(state, fingerprint));
  }
  const kept = { ...context, weights: state.best.weights };
  const calibrations = calibrate(context, validation, evaluateRows(kept, validation));
  const { voices, ndcg, problem } = await chooseVoices(kept, validation, hooks.signal);
  const weights = state.best.weights;
  const network = new FusionNetwork({
    schema,
    settings: settings.network,
    scales,
    weights,
    calibrations,
    voices,
  });
  return {
    network,
    metrics: {
      backend,
      rows: { train: train.length, validation: validation.length },
      parameters: weights.layout.size,
      curve: state.curve,
      bestEpoch: state.best.epoch,
      stoppedEarly,
      voices,
      heardNdcgAt20: ndcg,
      ...(problem !== null && { voicesProblem: problem }),
    },
  };
}

function isZero(values: Float32Array): boolean {
  return values.every((value) => value === 0);
}

function startState(
  { resume, start }: FitHooks,
  fingerprint: string,
  schema: StepContext['schema'],
  settings: FitSettings,
): { state: TrainingState; isNew: boolean } {
  if (resume !== undefined) {
    return { state: stateFromParts(resume, fingerprint, { schema, settings }), isNew: false };
  }
  const random = RandomSource.fromSeed(settings.seed);
  const fresh = initialWeights(schema, settings.network, random);
  const weights = start === undefined ? fresh : copyWeights(start, { schema, settings });
  const adam = new Adam(weights.layout, { ...ADAM_DEFAULTS, weightDecay: settings.weightDecay });
  const best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights };
  return { state: { epoch: 0, adam, random, weights, best, curve: [] }, isNew: true };
}

async function trainEpoch(
  state: TrainingState,
  context: StepContext,
  rows: readonly RowReference[],
  { onProgress, signal }: FitHooks,
): Promise<LossValues> {
  const { settings } = context;
  const steps = epochSteps(rows, settings.batchSize, state.random);
  const totalSteps = steps.length * settings.epochs;
  const sums: Record<string, number> = {};
  for (const [index, step] of steps.entries()) {
    // Between two steps timers, sockets and the stop signal get their turn.
    await setImmediate();
    signal?.throwIfAborted();
    const references = dropModalities(step, settings, state.random);
    const scale = cosineSchedule(state.adam.steps, totalSteps);
    const loss = trainStep(context, references, state.adam, state.random, scale);
    for (const part of [...LOSS_PARTS, 'total'] as const) {
      sums[part] = (sums[part] ?? 0) + (loss[part] * step.length) / rows.length;
    }
    onProgress?.({
      epoch: state.epoch + 1,
      epochs: settings.epochs,
      step: index + 1,
      steps: steps.length,
      loss: loss.total,
    });
  }
  return sums as unknown as LossValues;
}

/** Measures the weights on validation rows and keeps a copy if they are the best so far. */
function judge(
  state: TrainingState,
  context: StepContext,
  validation: readonly RowReference[],
  train: LossValues | null,
): void {
  const measured = validation.length > 0 ? evaluateRows(context, validation) : null;
  state.curve.push({
    epoch: state.epoch,
    train,
    validation: measured?.loss ?? null,
    ndcgAt20: measured?.ndcg ?? null,
    recallAt20: measured?.recall ?? null,
  });
  const loss = measured?.loss.total ?? Number.POSITIVE_INFINITY;
  if (measured === null || loss < state.best.loss) {
    state.best = { epoch: state.epoch, loss, weights: copyWeights(state.weights, context) };
  }
}

function isExhausted(
  { epoch, best }: TrainingState,
  { patience }: FitSettings,
  validation: readonly RowReference[],
): boolean {
  return validation.length > 0 && epoch - best.epoch >= patience;
}
