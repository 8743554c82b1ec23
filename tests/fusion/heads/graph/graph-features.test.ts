import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  jaccardWeights,
  labelFeatures,
  neighbourFeatures,
  opinionFeatures,
  spectralFeatures,
} from '../../../../fusion/heads/graph/index.ts';
import { featureTable } from '../../../../fusion/heads/index.ts';
import { SparseMatrix } from '../../../../fusion/linear/index.ts';

/** A triangle 0 1 2 with a tail 2 3, and a row without neighbours. */
const EDGES = [
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 3],
];
const ROWS = 5;
const graph = SparseMatrix.fromRows(
  ROWS,
  Array.from({ length: ROWS }, (_, row) => {
    const indices = EDGES.filter((edge) => edge.includes(row)).map(([left, right]) =>
      left === row ? right : left,
    );
    return { indices, values: indices.map(() => 1) };
  }),
);

function valuesOf(
  columns: readonly { readonly name: string; readonly values: ArrayLike<number> }[],
  name: string,
): number[] {
  const column = columns.find((own) => own.name === name);
  assert.ok(column, `no feature ${name}`);
  return Array.from(column.values);
}

test('neighbours are told by mean, sum, most and two steps away', () => {
  const table = featureTable([{ name: 'x', group: 'own', values: [1, 3, 5, 7, 9] }]);
  const columns = neighbourFeatures(graph, table);
  const means = valuesOf(columns, 'x_neighbours_mean').map((mean) => Math.round(mean * 1e4));
  assert.deepEqual(means.slice(0, 4), [40_000, 30_000, 36_667, 50_000]);
  assert.deepEqual(valuesOf(columns, 'x_neighbours_most'), [5, 5, 7, 5, Number.NaN]);
  assert.equal(Math.round(valuesOf(columns, 'x_neighbours_sum')[2]), 11);
  assert.ok(Math.abs(valuesOf(columns, 'x_two_steps_mean')[3] - 11 / 3) < 1e-6);
  const clustering = valuesOf(columns, 'clustering');
  [1, 1, 1 / 3, 0, 0].forEach((share, row) => {
    assert.ok(Math.abs(clustering[row] - share) < 1e-9);
  });
});

test('an edge weighs by the overlap of both neighbourhoods', () => {
  const weights = jaccardWeights(graph);
  const of = (row: number, column: number): number => {
    const own = weights.indices.subarray(weights.pointers[row], weights.pointers[row + 1]);
    return weights.values[weights.pointers[row] + own.indexOf(column)];
  };
  // {0 1 2} and {0 1 2}; {0 1 2} and {0 1 2 3}; {0 1 2 3} and {2 3}.
  assert.equal(of(0, 1), 1);
  assert.equal(of(0, 2), 0.75);
  assert.equal(of(2, 3), 0.5);
  assert.equal(of(3, 2), 0.5);
});

test('no row reads its own label', () => {
  const close = jaccardWeights(graph);
  const labels = Float32Array.of(1, 0, Number.NaN, 0, 1);
  const read = (own: Float32Array) => labelFeatures(graph, close, own);
  for (let row = 0; row < ROWS; row += 1) {
    // Turned over within the same sum, so that the mean of all, which everybody reads, stays.
    const other = labels.findIndex((label, at) => at !== row && label === 1 - labels[row]);
    if (other < 0) continue;
    const turned = labels.slice();
    [turned[row], turned[other]] = [labels[other], labels[row]];
    const isNear = EDGES.some((edge) => edge.includes(row) && edge.includes(other));
    if (isNear) continue;
    read(labels).forEach(({ name, values }, at) => {
      assert.equal(values[row], read(turned)[at].values[row], `${name} of ${row}`);
    });
  }
});

test('spectral features tell two halves of a graph apart', () => {
  const size = 12;
  const half = (row: number) => Math.floor(row / (size / 2));
  const blocks = SparseMatrix.fromRows(
    size,
    Array.from({ length: size }, (_, row) => {
      const inside = Array.from({ length: size }, (_, other) => other).filter(
        (other) => other !== row && half(other) === half(row),
      );
      const indices = row % 6 === 0 ? [...inside, (row + 6) % size] : inside;
      return { indices, values: indices.map(() => 1) };
    }),
  );
  const second = Array.from(spectralFeatures(blocks, 2, 1)[1].values);
  const signs = second.map(Math.sign);
  assert.equal(new Set(signs.slice(0, 6)).size, 1);
  assert.equal(signs[0], -signs[6]);
});

test('opinions carry what a first model thinks of the neighbours, and where it erred', () => {
  const labels = Float32Array.of(Number.NaN, 1, 0, Number.NaN, Number.NaN);
  const opinions = Float64Array.of(0.1, 0.5, 0.5, 0.9, 0.3);
  const columns = opinionFeatures(graph, jaccardWeights(graph), opinions, labels);
  assert.ok(Math.abs(valuesOf(columns, 'neighbours_opinion_mean')[3] - 0.5) < 1e-6);
  const errors = valuesOf(columns, 'neighbours_error_mean');
  // Row 3 sees only row 2, of whom the model thought too much; row 0 sees an error of each kind.
  assert.ok(errors[3] < 0 && Math.abs(errors[0]) < 1e-6);
});
