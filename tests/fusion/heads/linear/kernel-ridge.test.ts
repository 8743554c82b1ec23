import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  denseDesign,
  fitRidge,
  kernelRidge,
  kernelVote,
  linearScores,
  sparseKernel,
  sumKernels,
  tfIdf,
} from '../../../../fusion/heads/linear/index.ts';
import { SparseMatrix } from '../../../../fusion/linear/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const USERS = 24;
const COLUMNS = 5;

function drawn(seed: number) {
  const random = RandomSource.fromSeed(seed);
  const values = Float64Array.from({ length: USERS * COLUMNS }, () => Math.fround(random.normal()));
  const rows = Array.from({ length: USERS }, (_, user) => ({
    indices: [0, 1, 2, 3, 4],
    values: values.subarray(user * COLUMNS, (user + 1) * COLUMNS),
  }));
  const labels = Float64Array.from(rows, (row) => (row.values[0] + random.normal() > 0 ? 1 : 0));
  return { values, kernel: sparseKernel(SparseMatrix.fromRows(COLUMNS, rows)), labels };
}

/** The same ridge without a kernel, learned without one user and asked about another. */
function plainRidge(values: Float64Array, labels: Float64Array, users: number[], l2: number) {
  const rowsOf = (own: number[]) => {
    const rows = own.flatMap((user) => [...values.subarray(user * COLUMNS, (user + 1) * COLUMNS)]);
    return denseDesign(Float64Array.from(rows), own.length, COLUMNS);
  };
  const model = fitRidge(
    rowsOf(users),
    users.map((user) => labels[user]),
    l2,
  );
  return (user: number) => linearScores(model, rowsOf([user]))[0];
}

/** What the strength is in absolute terms: it counts in mean diagonals of the centred kernel. */
function absolute(values: Float64Array, labelled: number[], l2: number): number {
  let sum = 0;
  for (let column = 0; column < COLUMNS; column += 1) {
    const own = labelled.map((user) => values[user * COLUMNS + column]);
    const mean = own.reduce((total, value) => total + value, 0) / own.length;
    sum += own.reduce((total, value) => total + (value - mean) ** 2, 0) / own.length;
  }
  return l2 * sum;
}

test('scores are those of a ridge on the features themselves, for the known and for the left out', () => {
  for (const seed of [1, 2, 3]) {
    const { values, kernel, labels } = drawn(seed);
    const labelled = Array.from({ length: 20 }, (_, user) => user);
    const asked = [20, 21, 22, 23];
    const known = Float64Array.from(labelled, (user) => labels[user]);
    const [result] = kernelRidge(
      kernel,
      Int32Array.from(labelled),
      [known],
      Int32Array.from(asked),
      0.5,
    );
    const l2 = absolute(values, labelled, 0.5);
    const whole = plainRidge(values, labels, labelled, l2);
    asked.forEach((user, at) => {
      assert.ok(Math.abs(result.asked[at] - whole(user)) < 1e-6);
    });
    for (const user of labelled) {
      const without = plainRidge(
        values,
        labels,
        labelled.filter((other) => other !== user),
        l2,
      );
      assert.ok(Math.abs(result.leftOut[user] - without(user)) < 1e-6);
    }
  }
});

test('the views that foretell left-out users best have the vote', () => {
  const { kernel, values } = drawn(4);
  const noise = drawn(5).kernel;
  const labelled = Int32Array.from({ length: 20 }, (_, user) => user);
  const known = Float64Array.from(labelled, (user) => (values[user * COLUMNS] > 0 ? 1 : 0));
  const candidates = [
    { name: 'noise', kernel: noise, l2: 0.5 },
    { name: 'signal', kernel, l2: 0.5 },
  ];
  const vote = kernelVote(candidates, labelled, [known], Int32Array.of(20, 21), 1);
  assert.deepEqual(vote.chosen, ['signal']);
});

test('a sum of kernels does not depend on the scale that a view is measured in', () => {
  const { kernel } = drawn(6);
  const other = drawn(7).kernel;
  const large = { users: USERS, values: kernel.values.map((value) => 1000 * value) };
  const sum = (first: typeof kernel) =>
    sumKernels([
      { kernel: first, weight: 1 },
      { kernel: other, weight: 0.5 },
    ]).values;
  sum(large).forEach((value, at) => {
    assert.ok(Math.abs(value - sum(kernel)[at]) < 1e-9);
  });
});

test('rare columns weigh more, and rows have length one', () => {
  const counts = SparseMatrix.fromRows(2, [
    { indices: [0, 1], values: [1, 1] },
    { indices: [0], values: [3] },
  ]);
  const { values } = tfIdf(counts);
  assert.ok(values[1] > values[0]);
  assert.ok(Math.abs(values[0] ** 2 + values[1] ** 2 - 1) < 1e-6);
  assert.ok(Math.abs(values[2] - 1) < 1e-6);
});
