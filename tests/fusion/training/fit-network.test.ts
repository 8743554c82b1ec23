import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { networkToParts } from '../../../fusion/model/index.ts';
import { openBackend } from '../../../fusion/tensor/index.ts';
import {
  type FitProgress,
  type FitSettings,
  fitNetwork,
  TRAIN,
} from '../../../fusion/training/index.ts';
import { syntheticSet, userInputOf } from './synthetic-set.ts';

const set = syntheticSet({ users: 400, candidates: 20 });
const settings: Partial<FitSettings> = { epochs: 4, batchSize: 40, seed: 7 };

/** A set with some of its arrays replaced by changed copies. */
function changed(change: (copy: typeof set) => void): typeof set {
  const copy = structuredClone(set);
  change(copy);
  return copy;
}

describe('training', () => {
  before(() => openBackend());

  test('beats the stated linear start, which gates by state make possible', async () => {
    const { metrics } = await fitNetwork([set], { ...settings, epochs: 8 });
    const [start] = metrics.curve;
    const best = metrics.curve[metrics.bestEpoch];
    assert.ok((best.ndcgAt20 ?? 0) > (start.ndcgAt20 ?? 0) + 0.08, JSON.stringify(metrics.curve));
    assert.ok((best.validation?.total ?? 9) < (start.validation?.total ?? 0) - 0.5);
    assert.deepEqual(metrics.rows, { train: 320, validation: 80 });
  });

  test('before training a score is the linear start', async () => {
    const { network, metrics } = await fitNetwork([set], { ...settings, epochs: 0 });
    const user = network.encode(userInputOf(set, 0));
    const columnValues = Float32Array.of(2, 1, 3, 1, -1);
    const { mean, deviation } = network.content.scales.columns;
    const expected = 0.3 * ((2 - mean[0]) / deviation[0]) + 0.2 * ((3 - mean[2]) / deviation[2]);
    const [score] = network.scores(user, { items: Int32Array.of(4), columnValues });
    assert.ok(Math.abs(score - expected) < 1e-5);
    assert.equal(metrics.bestEpoch, 0);
  });

  test('items’ vectors that training leaves as they start are heard unless all are zero', async () => {
    const fixed = { ...settings, epochs: 1, embeddingRate: 0 };
    const { weights: start } = (await fitNetwork([set], { ...fixed, epochs: 0 })).network.content;
    const fitted = async () => (await fitNetwork([set], fixed, { start })).network.content.weights;
    const unheard = await fitted();
    assert.ok(unheard.candidateItems.values.every((value) => value === 0));
    start.candidateItems.values.fill(0.5);
    const heard = await fitted();
    assert.ok(heard.candidateItems.values.every((value) => value === 0.5));
    assert.notDeepEqual(heard.flat, unheard.flat);
  });

  test('one seed gives the same weights, another seed gives others', async () => {
    const parts = async (seed: number) =>
      networkToParts((await fitNetwork([set], { ...settings, epochs: 2, seed })).network);
    const [first, again, other] = [await parts(7), await parts(7), await parts(8)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first.get('network/parameters'), other.get('network/parameters'));
  });

  test('a run resumed from a checkpoint ends with the weights of an uninterrupted one', async () => {
    const checkpoints: Map<string, Uint8Array>[] = [];
    const whole = await fitNetwork([set], settings, {
      checkpoint: (parts) => {
        checkpoints.push(parts);
      },
    });
    assert.equal(checkpoints.length, 4);
    for (const resume of [checkpoints[0], checkpoints[2]]) {
      const resumed = await fitNetwork([set], settings, { resume });
      assert.deepEqual(networkToParts(resumed.network), networkToParts(whole.network));
      assert.deepEqual(resumed.metrics, whole.metrics);
    }
    await assert.rejects(fitNetwork([set], { ...settings, seed: 8 }, { resume: checkpoints[0] }), {
      name: 'ModelFormatError',
      message: /other settings or other data/,
    });
  });

  test('stops early and keeps the best weights, not the last', async () => {
    const small = syntheticSet({ users: 60, candidates: 20, noiseColumns: 10 });
    const { metrics } = await fitNetwork([small], {
      ...settings,
      epochs: 40,
      learningRate: 0.02,
      patience: 2,
    });
    assert.equal(metrics.stoppedEarly, true);
    assert.equal(metrics.curve.length, metrics.bestEpoch + 3);
    const losses = metrics.curve.map(({ validation }) => validation?.total ?? Infinity);
    assert.equal(Math.min(...losses), losses[metrics.bestEpoch]);
  });

  test('without validation rows it trains all epochs and keeps the last', async () => {
    const { metrics } = await fitNetwork([changed(({ split }) => split.fill(TRAIN))], {
      ...settings,
      epochs: 2,
    });
    assert.deepEqual([metrics.bestEpoch, metrics.stoppedEarly], [2, false]);
    assert.equal(metrics.curve[2].validation, null);
  });

  test('several sets are one training', async () => {
    const other = syntheticSet({ users: 100, candidates: 35, seed: 6 });
    const { metrics } = await fitNetwork([set, other], { ...settings, epochs: 1 });
    assert.deepEqual(metrics.rows, { train: 400, validation: 100 });
  });

  test('reports progress and stops when told, with the reason given', async () => {
    const stop = new AbortController();
    const seen: FitProgress[] = [];
    await assert.rejects(
      fitNetwork([set], settings, {
        signal: stop.signal,
        onProgress: (progress) => {
          seen.push(progress);
          if (seen.length === 11) stop.abort(new Error('enough'));
        },
      }),
      /enough/,
    );
    assert.equal(seen.length, 11);
    const { loss, ...last } = seen[10];
    assert.deepEqual(last, { epoch: 2, epochs: 4, step: 3, steps: 8 });
    assert.ok(Number.isFinite(loss));
  });

  test('a loss that is not a number stops with what to do', async () => {
    await assert.rejects(fitNetwork([set], { ...settings, learningRate: 1e30 }), {
      name: 'NumericalError',
      message: /^Training stopped at step \d+: .*Lower the learning rate/,
    });
  });

  test('heads answer in probabilities and units, reconstruction in [0, 1]', async () => {
    const { network } = await fitNetwork([set], { ...settings, epochs: 6 });
    const answers = [...Array(set.users).keys()].map((row) => {
      const user = network.encode(userInputOf(set, row));
      assert.ok(network.reconstruct(user).every((value) => value >= 0 && value <= 1));
      return network.readOuts(user);
    });
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const lapsed = answers
      .filter((_, row) => set.labels[0][row] === 1)
      .map(([lapse]) => lapse.value);
    const stayed = answers
      .filter((_, row) => set.labels[0][row] === 0)
      .map(([lapse]) => lapse.value);
    assert.ok(mean(lapsed) > mean(stayed) + 0.15);
    assert.ok(Math.abs(mean(answers.map(([, spend]) => spend.value)) - 140) < 12);
    assert.ok(answers.every(([{ confidence }]) => confidence !== null && confidence >= 0.5));
  });
});

describe('training sets that are refused', () => {
  const cases: [string, typeof set, RegExp][] = [
    [
      'a feature that is not a number',
      changed(({ modalities }) => modalities[0].features.fill(Number.NaN, 3, 4)),
      /The browsing feature "b3" is NaN; it must be a finite number/,
    ],
    [
      'an infinite column',
      changed(({ columnValues }) => columnValues.fill(Number.NEGATIVE_INFINITY, 1, 2)),
      /The score column "crowd" is -Infinity; use NaN/,
    ],
    [
      'a binary label that is neither',
      changed(({ labels }) => labels[0].fill(3, 0, 1)),
      /label "lapse" has values outside 0 and 1/,
    ],
    [
      'an item out of range',
      changed(({ candidateItems }) => candidateItems.fill(60, 0, 1)),
      /Item indices must lie between -1 and 59/,
    ],
    [
      'too short a state',
      { ...set, state: set.state.slice(1) as typeof set.state },
      /state has 1199/,
    ],
    [
      'a column of an unknown modality',
      {
        ...set,
        schema: {
          ...set.schema,
          columns: set.schema.columns.map((column) => ({ ...column, modality: 'weather' })),
        },
      },
      /belongs to the modality "weather", which is not one of browsing, social, location/,
    ],
  ];
  for (const [what, given, message] of cases) {
    test(what, async () => {
      await assert.rejects(fitNetwork([given], settings), { name: 'NetworkInputError', message });
    });
  }

  test('no users at all', async () => {
    await assert.rejects(fitNetwork([]), /There are no users to learn from/);
  });
});
