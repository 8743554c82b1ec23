import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  columnNeighbours,
  factorSide,
  fitGraphFilter,
  fitImplicitAls,
  fitTransitions,
  invertPositiveDefinite,
  project,
  SparseMatrix,
  solveRow,
  topK,
} from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

const rowsOfItems = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 12,
});

function matrixOf(rows: readonly (readonly number[])[], columns = 10): SparseMatrix {
  return SparseMatrix.fromRows(
    columns,
    rows.map((indices) => ({ indices, values: indices.map(() => 1) })),
  );
}

function toDense(matrix: SparseMatrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const dense = new Array<number>(matrix.columns).fill(0);
    for (let entry = matrix.pointers[row]; entry < matrix.pointers[row + 1]; entry += 1) {
      dense[matrix.indices[entry]] = matrix.values[entry];
    }
    return dense;
  });
}

describe('SparseMatrix', () => {
  it('transposes, sums and multiplies as the dense matrix does', () => {
    fc.assert(
      fc.property(rowsOfItems, (rows) => {
        const matrix = matrixOf(rows);
        const dense = toDense(matrix);
        const turned = toDense(matrix.transpose());
        dense.forEach((row, r) => {
          row.forEach((value, c) => {
            assert.equal(turned[c][r], value);
          });
        });
        assert.deepEqual(
          [...matrix.rowSums()],
          dense.map((row) => row.reduce((sum, value) => sum + value, 0)),
        );
        const vector = Float64Array.from({ length: 20 }, (_, k) => k % 7);
        const expected = dense.flatMap((row) =>
          [0, 1].map((w) => row.reduce((sum, value, c) => sum + value * vector[2 * c + w], 0)),
        );
        assert.deepEqual([...matrix.multiply(vector, 2)], expected);
      }),
    );
  });

  it('adds up repeated columns and refuses those outside', () => {
    const matrix = SparseMatrix.fromRows(3, [{ indices: [2, 0, 2], values: [1, 5, 3] }]);
    assert.deepEqual(toDense(matrix), [[5, 0, 4]]);
    assert.throws(
      () => SparseMatrix.fromRows(3, [{ indices: [3], values: [1] }]),
      /Column 3 lies outside a matrix of 3 columns/,
    );
  });
});

describe('topK', () => {
  it('agrees with sorting', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 })), fc.nat(12), (scores, count) => {
        const expected = scores
          .map((score, place) => ({ score, place }))
          .sort((left, right) => right.score - left.score || left.place - right.place)
          .slice(0, count)
          .map(({ place }) => place);
        assert.deepEqual([...topK(scores, scores.length, count)], expected);
      }),
    );
  });
});

describe('columnNeighbours', () => {
  it('is the cosine between columns for powers 0 and -1/2', () => {
    fc.assert(
      fc.property(rowsOfItems, (rows) => {
        const matrix = matrixOf(rows);
        const dense = toDense(matrix);
        const column = (c: number) => dense.map((row) => row[c]);
        const neighbours = toDense(
          columnNeighbours(matrix, { count: 10, rowPower: 0, columnPower: -0.5 }),
        );
        for (let i = 0; i < 10; i += 1) {
          for (let j = 0; j < 10; j += 1) {
            const [a, b] = [column(i), column(j)];
            const dot = a.reduce((sum, value, row) => sum + value * b[row], 0);
            const lengths = Math.hypot(...a) * Math.hypot(...b);
            const cosine = i === j || lengths === 0 ? 0 : dot / lengths;
            assert.ok(Math.abs(neighbours[i][j] - cosine) < 1e-6);
          }
        }
      }),
    );
  });
});

describe('fitTransitions', () => {
  it('weighs what follows over what came before, and near over far', () => {
    const followers = toDense(
      fitTransitions([Int32Array.of(0, 1, 2), Int32Array.of(0, 1, 2)], 4, { reach: 2, count: 9 }),
    );
    assert.ok(followers[0][1] > followers[0][2]);
    assert.ok(followers[0][1] > followers[1][0]);
    assert.equal(
      followers[3].every((value) => value === 0),
      true,
    );
  });
});

/** Users of one group share items with their group alone. */
function groups(count: number, seed: number): number[][] {
  const random = RandomSource.fromSeed(seed);
  return Array.from({ length: count }, (_, user) => {
    const items = new Set<number>();
    while (items.size < 6) items.add((user % 2) * 15 + random.below(15));
    return [...items];
  });
}

describe('fitImplicitAls', () => {
  const settings = { factors: 8, confidence: 20, regularisation: 1, iterations: 8, seed: 1 };

  it('leaves every row at the solution of its normal equations, few entries or many', () => {
    const rows = groups(30, 2);
    rows[0] = Array.from({ length: 25 }, (_, item) => item);
    const matrix = matrixOf(rows, 30);
    const model = fitImplicitAls(matrix, { ...settings, iterations: 40 });
    const side = factorSide(model.items, 30, 8, 1);
    for (const row of [0, 1, 2]) {
      const system = side.gram.slice();
      const target = new Float64Array(8);
      for (const item of rows[row]) {
        for (let i = 0; i < 8; i += 1) {
          target[i] += 20 * model.items[item * 8 + i];
          for (let j = 0; j < 8; j += 1) {
            system[i * 8 + j] += 19 * model.items[item * 8 + i] * model.items[item * 8 + j];
          }
        }
      }
      const inverse = invertPositiveDefinite(system, 8);
      const expected = Array.from({ length: 8 }, (_, i) =>
        target.reduce((sum, value, j) => sum + inverse[i * 8 + j] * value, 0),
      );
      const folded = new Float64Array(8);
      solveRow(
        side,
        rows[row],
        rows[row].map(() => 1),
        20,
        50,
        folded,
      );
      expected.forEach((value, k) => {
        assert.ok(Math.abs(value - folded[k]) < 1e-6, `fold-in of row ${row}`);
        assert.ok(Math.abs(value - model.users[row * 8 + k]) < 2e-2, `fitted row ${row}`);
      });
    }
  });

  it('scores the items of the own group above those of the other', () => {
    const rows = groups(40, 3);
    const model = fitImplicitAls(matrixOf(rows, 30), settings);
    const score = (user: number, item: number): number =>
      Array.from(
        { length: 8 },
        (_, k) => model.users[user * 8 + k] * model.items[item * 8 + k],
      ).reduce((sum, value) => sum + value, 0);
    for (const user of [0, 1]) {
      const own = Array.from({ length: 15 }, (_, k) => score(user, (user % 2) * 15 + k));
      const other = Array.from({ length: 15 }, (_, k) => score(user, ((user + 1) % 2) * 15 + k));
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      assert.ok(sum(own) > 15 * 0.3);
      assert.ok(Math.abs(sum(other)) < 15 * 0.05);
    }
  });

  it('gives a user without items the zero vector', () => {
    const model = fitImplicitAls(matrixOf([[], [1, 2], [2, 3]], 5), settings);
    assert.deepEqual([...model.users.subarray(0, 8)], new Array(8).fill(0));
  });
});

describe('fitGraphFilter', () => {
  it('passes a group on to its members and not to others', () => {
    const rows = groups(40, 4);
    const filter = fitGraphFilter(matrixOf(rows, 30), 2, 1);
    const place = project(
      filter,
      rows[0],
      rows[0].map(() => 1),
    );
    const scores = Array.from({ length: 30 }, (_, item) => {
      const along = place.reduce((sum, value, k) => sum + value * filter.vectors[item * 2 + k], 0);
      return filter.outwards[item] * along;
    });
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(mean(scores.slice(0, 15)) > 10 * Math.abs(mean(scores.slice(15))));
  });
});
