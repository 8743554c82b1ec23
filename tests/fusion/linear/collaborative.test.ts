import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  columnNeighbours,
  fitLinearAutoencoder,
  invertPositiveDefinite,
  reconstruct,
  SparseMatrix,
  TwoStepWalk,
} from '../../../fusion/linear/index.ts';

const ITEMS = 8;
const listsOfItems = fc.array(
  fc.uniqueArray(fc.integer({ min: 0, max: ITEMS - 1 }), { minLength: 1, maxLength: 6 }),
  { minLength: 2, maxLength: 7 },
);

function matrixOf(rows: readonly (readonly number[])[]): SparseMatrix {
  return SparseMatrix.fromRows(
    ITEMS,
    rows.map((indices) => ({ indices, values: indices.map(() => 1) })),
  );
}

describe('TwoStepWalk', () => {
  const kinds = [
    { inPower: -0.5, rowPower: -1, outPower: -0.5, likenessPower: 1 },
    { inPower: -0.3, rowPower: -0.5, outPower: 0, likenessPower: 2 },
  ];

  it('scores as its formula says, one user after the other', () => {
    fc.assert(
      fc.property(listsOfItems, (rows) => {
        const matrix = matrixOf(rows);
        const walk = new TwoStepWalk(matrix, kinds);
        const degrees = matrix.columnSums();
        rows.forEach((items, row) => {
          const weights = items.map((_, place) => 1 / (place + 1));
          walk.walk(items, weights, row);
          kinds.forEach(({ inPower, rowPower, outPower, likenessPower }, kind) => {
            for (let to = 0; to < ITEMS; to += 1) {
              let expected = 0;
              rows.forEach((theirs, user) => {
                if (user === row || !theirs.includes(to)) return;
                const met = items.reduce(
                  (sum, item, place) =>
                    sum + (theirs.includes(item) ? weights[place] * degrees[item] ** inPower : 0),
                  0,
                );
                expected += theirs.length ** rowPower * met ** likenessPower;
              });
              expected *= degrees[to] > 0 ? degrees[to] ** outPower : 0;
              const actual = walk.scores[to * kinds.length + kind];
              assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
            }
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('forgets all of a walk whose weights were too small for numbers', () => {
    const matrix = matrixOf([
      [0, 1, 2],
      [0, 3],
      [2, 4],
      [4, 5],
    ]);
    const walk = new TwoStepWalk(matrix, kinds);
    walk.walk([0, 2, 4], [0, 1e-300, 0], -1);
    assert.ok(walk.reached <= ITEMS);
    walk.walk([3], [1], -1);
    const reached = [...walk.columns.subarray(0, walk.reached)].sort();
    assert.deepEqual(reached, [0, 3]);
    const fresh = new TwoStepWalk(matrix, kinds);
    fresh.walk([3], [1], -1);
    assert.deepEqual(walk.scores, fresh.scores);
  });

  it('is the whole of the linear graph filter where nobody is left out', () => {
    const rows = [
      [0, 1, 2],
      [1, 2, 3],
      [0, 3, 4],
      [5, 1],
      [2, 4, 6, 7],
    ];
    const matrix = matrixOf(rows);
    const settings = { count: ITEMS, rowPower: -1, columnPower: -0.5 };
    const neighbours = columnNeighbours(matrix, settings);
    const walk = new TwoStepWalk(matrix, kinds);
    walk.walk([0, 2], [1, 1], -1);
    const expected = new Float64Array(ITEMS);
    for (const item of [0, 2]) {
      for (let at = neighbours.pointers[item]; at < neighbours.pointers[item + 1]; at += 1) {
        expected[neighbours.indices[at]] += neighbours.values[at];
      }
    }
    for (const item of [1, 3, 4, 5, 6, 7]) {
      assert.ok(Math.abs(walk.scores[item * kinds.length] - expected[item]) < 1e-6);
    }
  });
});

describe('linear autoencoder', () => {
  it('is what the inverse of the items by items matrix gives, without ever forming it', () => {
    fc.assert(
      fc.property(
        listsOfItems,
        fc.uniqueArray(fc.integer({ min: 0, max: ITEMS - 1 }), { minLength: 1 }),
        (rows, items) => {
          const matrix = matrixOf(rows);
          const strength = 0.7;
          const gram = new Float64Array(ITEMS * ITEMS);
          for (const own of rows) {
            for (const left of own) for (const right of own) gram[left * ITEMS + right] += 1;
          }
          for (let item = 0; item < ITEMS; item += 1) gram[item * ITEMS + item] += strength;
          const inverse = invertPositiveDefinite(gram, ITEMS);
          const weights = items.map((_, place) => 1 / (place + 1));
          const scores = reconstruct(fitLinearAutoencoder(matrix, strength), items, weights);
          for (let to = 0; to < ITEMS; to += 1) {
            const expected = items.reduce(
              (sum, item, place) =>
                item === to
                  ? sum
                  : sum - (weights[place] * inverse[item * ITEMS + to]) / inverse[to * ITEMS + to],
              0,
            );
            assert.ok(Math.abs(scores[to] - expected) < 1e-8, `${scores[to]} is not ${expected}`);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
