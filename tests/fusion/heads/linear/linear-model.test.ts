import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Design,
  denseDesign,
  fitLogistic,
  fitRidge,
  linearScores,
  sparseDesign,
} from '../../../../fusion/heads/linear/index.ts';
import { SparseMatrix } from '../../../../fusion/linear/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const ROWS = 60;
const COLUMNS = 8;

function drawn(seed: number) {
  const random = RandomSource.fromSeed(seed);
  const values = Float64Array.from({ length: ROWS * COLUMNS }, () =>
    random.uniform() < 0.5 ? 0 : Math.fround(random.normal()),
  );
  const design = denseDesign(values, ROWS, COLUMNS);
  const truth = Float64Array.from({ length: COLUMNS }, () => random.normal());
  const amounts = design.times(truth).map((score) => score + 2 + 0.1 * random.normal());
  const labels = amounts.map((amount) =>
    random.uniform() < 1 / (1 + Math.exp(2 - amount)) ? 1 : 0,
  );
  return { values, design, amounts, labels };
}

/** At the best coefficients the loss is flat in every direction. */
function slopes(design: Design, errors: Float64Array, coefficients: Float64Array, l2: number) {
  const slope = design.transposedTimes(errors).map((value, at) => value - l2 * coefficients[at]);
  return [...slope, errors.reduce((sum, error) => sum + error, 0)];
}

test('logistic regression ends where the penalised loss is flat', () => {
  for (const seed of [1, 2, 3]) {
    for (const l2 of [0.1, 1, 30]) {
      const { design, labels } = drawn(seed);
      const model = fitLogistic(design, labels, l2);
      const errors = linearScores(model, design).map(
        (score, row) => labels[row] - 1 / (1 + Math.exp(-score)),
      );
      for (const slope of slopes(design, errors, model.coefficients, l2)) {
        assert.ok(Math.abs(slope) < 1e-3, `slope ${slope} with seed ${seed} and ridge ${l2}`);
      }
    }
  }
});

test('without inputs that say anything the intercept is the log-odds of the share', () => {
  const model = fitLogistic(denseDesign(new Float64Array(4), 4, 1), [1, 1, 1, 0], 1);
  assert.ok(Math.abs(model.intercept - Math.log(3)) < 1e-6);
  assert.equal(model.coefficients[0], 0);
});

test('ridge regression ends where the penalised loss is flat', () => {
  const { design, amounts } = drawn(4);
  const model = fitRidge(design, amounts, 3);
  const errors = linearScores(model, design).map((score, row) => amounts[row] - score);
  for (const slope of slopes(design, errors, model.coefficients, 3)) {
    assert.ok(Math.abs(slope) < 1e-6);
  }
});

test('sparse and dense inputs give the same model', () => {
  const { values, design, labels } = drawn(5);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const own = values.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    const indices = [...own.keys()].filter((column) => own[column] !== 0);
    return { indices, values: indices.map((column) => own[column]) };
  });
  const sparse = fitLogistic(sparseDesign(SparseMatrix.fromRows(COLUMNS, rows)), labels, 1);
  const dense = fitLogistic(design, labels, 1);
  dense.coefficients.forEach((value, at) => {
    assert.ok(Math.abs(value - sparse.coefficients[at]) < 1e-6);
  });
});
