import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calibrationError } from '../../../../evaluation/metrics/index.ts';
import { fitIsotonic, isotonicValue } from '../../../../fusion/heads/calibration/isotonic.ts';
import { calibrated, fitCalibrator, foldsOf } from '../../../../fusion/heads/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

test('pooling adjacent violators gives the known steps', () => {
  const steps = fitIsotonic([1, 2, 3, 4, 5], [0, 1, 0, 1, 1]);
  assert.deepEqual([...steps.values], [0, 0.5, 1]);
  assert.deepEqual(
    [0, 1, 2.5, 4, 9].map((score) => isotonicValue(steps, score)),
    [0, 0, 0.5, 1, 1],
  );
});

test('steps never fall, and keep the mean of the labels', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1)), {
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, (drawn) => {
      const scores = drawn.map(([score]) => score);
      const labels = drawn.map(([, label]) => label);
      const steps = fitIsotonic(scores, labels);
      steps.values.forEach((value, at) => {
        assert.ok(at === 0 || value >= steps.values[at - 1]);
      });
      const told = scores.reduce((sum, score) => sum + isotonicValue(steps, score), 0);
      const sum = labels.reduce<number>((total, label) => total + label, 0);
      assert.ok(Math.abs(told - sum) < 1e-9);
    }),
  );
});

test('probabilities come true on rows that calibration has not seen', () => {
  const random = RandomSource.fromSeed(1);
  const draw = (rows: number) => {
    const scores = Float32Array.from({ length: rows }, () => 3 * random.normal());
    // Three times too sure of itself, and wrong by one on average.
    const labels = scores.map((score) =>
      random.uniform() < 1 / (1 + Math.exp(-score / 3 - 1)) ? 1 : 0,
    );
    return { scores, labels };
  };
  const { scores, labels } = draw(4000);
  const folds = foldsOf([...scores.keys()], 5, 1);
  const calibrator = fitCalibrator(scores, labels, folds);
  const fresh = draw(4000);
  const before = calibrationError(
    fresh.scores.map((score) => 1 / (1 + Math.exp(-score))),
    fresh.labels,
  );
  const after = calibrationError(
    fresh.scores.map((score) => calibrated(calibrator, score)),
    fresh.labels,
  );
  assert.ok(before > 0.15 && after < 0.03, `${before} became ${after}`);
});
