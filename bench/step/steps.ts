import { initialWeights, Normaliser } from '../../fusion/model/index.ts';
import { ADAM_DEFAULTS, Adam, RandomSource } from '../../fusion/tensor/index.ts';
import type { RowReference } from '../../fusion/training/batch.ts';
import { fitScales } from '../../fusion/training/fit-scales.ts';
import { FIT_DEFAULTS, TRAIN, type TrainingSet } from '../../fusion/training/index.ts';
import { rowsOf } from '../../fusion/training/row-sampling.ts';
import { type StepContext, trainStep } from '../../fusion/training/training-step.ts';

/** What some steps took. */
export interface StepTimes {
  /** Milliseconds, one a step. */
  readonly times: readonly number[];
  /** Of the processor, all steps together. */
  readonly cpuMs: number;
  readonly losses: readonly number[];
}

/** The training of a network, to be gone on with step by step. */
export class Steps {
  readonly context: StepContext;
  readonly batches: readonly (readonly RowReference[])[];
  readonly #adam: Adam;
  readonly #random = RandomSource.fromSeed(1);

  constructor(set: TrainingSet) {
    const settings = FIT_DEFAULTS;
    const { schema } = set;
    const weights = initialWeights(schema, settings.network, RandomSource.fromSeed(2));
    const normaliser = new Normaliser(schema, fitScales([set]));
    this.context = { schema, settings, normaliser, weights };
    this.#adam = new Adam(weights.layout, { ...ADAM_DEFAULTS, weightDecay: settings.weightDecay });
    const rows = rowsOf([set], TRAIN);
    const size = settings.batchSize;
    this.batches = Array.from({ length: Math.floor(rows.length / size) }, (_, at) =>
      rows.slice(at * size, (at + 1) * size),
    );
  }

  /** @param noise how far the heads' input is drawn from the mean, 0 for a comparison of losses */
  run(steps: number, noise = 1): StepTimes {
    const before = process.cpuUsage();
    const times: number[] = [];
    const losses: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      const rows = this.batches[step % this.batches.length];
      const start = performance.now();
      const context = { ...this.context, noiseScale: noise };
      losses.push(trainStep(context, rows, this.#adam, this.#random, 1).total);
      times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(before);
    return { times, cpuMs: (user + system) / 1000, losses };
  }
}
