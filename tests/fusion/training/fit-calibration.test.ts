import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { calibrateBinary, calibrateRegression } from '../../../fusion/training/fit-calibration.ts';
import { rankingMetrics } from '../../../fusion/training/ranking-metrics.ts';

describe('calibration', () => {
  test('finds the logistic that the labels were drawn from', () => {
    const random = RandomSource.fromSeed(3);
    const outputs = Float32Array.from({ length: 4000 }, () => 3 * random.normal());
    const labels = outputs.map((output) =>
      random.uniform() < 1 / (1 + Math.exp(-(0.5 * output - 1))) ? 1 : 0,
    );
    const { slope, intercept, error } = calibrateBinary(outputs, labels);
    assert.ok(Math.abs(slope - 0.5) < 0.05, `slope ${slope}`);
    assert.ok(Math.abs(intercept + 1) < 0.1, `intercept ${intercept}`);
    assert.ok(error !== null && error > 0.3 && error < 0.5);
  });

  test('a label of weight two counts like two, and one of weight zero not at all', () => {
    const random = RandomSource.fromSeed(4);
    const outputs = Float32Array.from({ length: 300 }, () => random.normal());
    const labels = outputs.map((output) => (random.uniform() < (output > 0 ? 0.7 : 0.2) ? 1 : 0));
    const weights = outputs.map((_, index) => index % 3);
    const repeated = [...outputs.keys()].flatMap((index) => new Array(index % 3).fill(index));
    const counted = calibrateBinary(
      Float32Array.from(repeated, (index) => outputs[index]),
      Float32Array.from(repeated, (index) => labels[index]),
    );
    const weighed = calibrateBinary(outputs, labels, weights);
    assert.ok(Math.abs(weighed.slope - counted.slope) < 1e-6);
    assert.ok(Math.abs(weighed.intercept - counted.intercept) < 1e-6);
    const alike = calibrateBinary(outputs, labels);
    assert.ok(Math.abs(weighed.intercept - alike.intercept) > 0.01);
  });

  test('stays finite when the labels are separable, and unmeasured when they are few', () => {
    const outputs = Float32Array.from({ length: 60 }, (_, index) => index - 30);
    const separable = calibrateBinary(
      outputs,
      outputs.map((output) => (output > 0 ? 1 : 0)),
    );
    assert.ok(Number.isFinite(separable.slope) && separable.slope > 0);
    const few = calibrateBinary(outputs.subarray(0, 9), new Float32Array(9));
    assert.deepEqual(few, { slope: 1, intercept: 0, error: null });
  });

  test('brings a regression to its unit, with its error', () => {
    const random = RandomSource.fromSeed(3);
    const outputs = Float32Array.from({ length: 500 }, () => random.normal());
    const labels = outputs.map((output) => 50 + 8 * output + 2 * random.normal());
    const { slope, intercept, error } = calibrateRegression(outputs, labels, 50, 9);
    assert.ok(Math.abs(slope - 8) < 0.4 && Math.abs(intercept - 50) < 0.4);
    assert.ok(error !== null && Math.abs(error - 2) < 0.3);
    const few = calibrateRegression(outputs.subarray(0, 5), labels.subarray(0, 5), 50, 9);
    assert.deepEqual(few, { slope: 9, intercept: 50, error: null });
  });
});

describe('ranking metrics', () => {
  test('a perfect order is 1, targets beyond 20 do not count', () => {
    const scores = Float32Array.from({ length: 40 }, (_, index) => -index);
    const targets = new Float32Array(40);
    targets[0] = 1;
    assert.deepEqual(rankingMetrics(scores, targets), { ndcg: 1, recall: 1 });
    targets[25] = 1;
    assert.equal(rankingMetrics(scores, targets)?.recall, 0.5);
    assert.equal(rankingMetrics(scores, new Float32Array(40)), null);
  });

  test('a constant score earns nothing from the order in which candidates are listed', () => {
    const targets = new Float32Array(40).fill(1, 0, 5);
    assert.deepEqual(rankingMetrics(new Float32Array(40), targets), { ndcg: 0, recall: 0 });
  });
});
