import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  conjugateGradient,
  eigenSymmetric,
  factorCholesky,
  invertPositiveDefinite,
  product,
  SparseMatrix,
  solveCholesky,
  transposedProduct,
  truncatedSvd,
} from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

function randomMatrix(seed: number, rows: number, columns: number): Float64Array {
  const random = RandomSource.fromSeed(seed);
  return Float64Array.from({ length: rows * columns }, () => random.normal());
}

function naiveProduct(left: Float64Array, right: Float64Array, n: number, k: number, m: number) {
  const result = new Float64Array(n * m);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      for (let l = 0; l < k; l += 1) result[i * m + j] += left[i * k + l] * right[l * m + j];
    }
  }
  return result;
}

function transpose(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) result[j * rows + i] = matrix[i * columns + j];
  }
  return result;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9) {
  assert.equal(actual.length, expected.length);
  for (let k = 0; k < actual.length; k += 1) {
    const gap = Math.abs(actual[k] - expected[k]);
    assert.ok(gap <= tolerance * (1 + Math.abs(expected[k])), `${k}: ${actual[k]} ${expected[k]}`);
  }
}

function positiveDefinite(seed: number, n: number): Float64Array {
  const half = randomMatrix(seed, n + 3, n);
  const gram = transposedProduct(half, half, n + 3, n, n);
  for (let k = 0; k < n; k += 1) gram[k * n + k] += 0.5;
  return gram;
}

const sizes = fc.record({
  n: fc.integer({ min: 1, max: 11 }),
  k: fc.integer({ min: 1, max: 11 }),
  m: fc.integer({ min: 1, max: 11 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

describe('dense products', () => {
  it('agree with the triple loop at every size, multiples of the four lanes or not', () => {
    fc.assert(
      fc.property(sizes, ({ n, k, m, seed }) => {
        const left = randomMatrix(seed, n, k);
        const right = randomMatrix(seed + 1, k, m);
        const expected = naiveProduct(left, right, n, k, m);
        assertClose(product(left, right, n, k, m), expected);
        assertClose(transposedProduct(transpose(left, n, k), right, k, n, m), expected);
      }),
    );
  });
});

describe('solving with a positive definite matrix', () => {
  it('gives back the solution, by Cholesky, by the inverse and by conjugate gradient', () => {
    fc.assert(
      fc.property(sizes, ({ n, seed }) => {
        const matrix = positiveDefinite(seed, n);
        const solution = randomMatrix(seed + 1, n, 1);
        const b = naiveProduct(matrix, solution, n, n, 1);
        const factor = matrix.slice();
        factorCholesky(factor, n);
        const direct = b.slice();
        solveCholesky(factor, n, direct);
        assertClose(direct, solution, 1e-6);
        const inverse = invertPositiveDefinite(matrix, n);
        assertClose(naiveProduct(inverse, b, n, n, 1), solution, 1e-6);
        const iterated = new Float64Array(n);
        conjugateGradient(
          (input, output) => output.set(naiveProduct(matrix, input, n, n, 1)),
          b,
          iterated,
          3 * n,
        );
        assertClose(iterated, solution, 1e-5);
      }),
    );
  });

  it('refuses a matrix that is not positive definite', () => {
    assert.throws(() => factorCholesky(Float64Array.of(1, 2, 2, 1), 2), /not positive definite/);
  });
});

describe('eigenSymmetric', () => {
  it('takes a matrix apart into orthonormal vectors that put it together again', () => {
    fc.assert(
      fc.property(sizes, ({ n, seed }) => {
        const half = randomMatrix(seed, n, n);
        const matrix = half.map((value, at) => value + half[(at % n) * n + Math.floor(at / n)]);
        const { values, vectors } = eigenSymmetric(matrix, n);
        for (let k = 1; k < n; k += 1) assert.ok(values[k - 1] >= values[k]);
        const identity = naiveProduct(vectors, transpose(vectors, n, n), n, n, n);
        assertClose(
          identity,
          identity.map((_, at) => (at % (n + 1) === 0 ? 1 : 0)),
        );
        const scaled = vectors.map((value, at) => value * values[Math.floor(at / n)]);
        assertClose(naiveProduct(transpose(vectors, n, n), scaled, n, n, n), matrix);
      }),
    );
  });
});

describe('truncatedSvd', () => {
  const random = RandomSource.fromSeed(3);
  for (const [rows, columns] of [
    [40, 25],
    [25, 40],
  ]) {
    it(`finds the leading directions of a ${rows} by ${columns} matrix`, () => {
      const matrix = SparseMatrix.fromRows(
        columns,
        Array.from({ length: rows }, () => ({
          indices: Array.from({ length: columns }, (_, k) => k),
          values: Array.from({ length: columns }, () => random.normal()),
        })),
      );
      const dense = Float64Array.from(matrix.values);
      const gram = naiveProduct(transpose(dense, rows, columns), dense, columns, rows, columns);
      const exact = eigenSymmetric(gram, columns);
      const svd = truncatedSvd(matrix, 5, 1, 30);
      assert.equal(svd.rank, 5);
      assertClose(
        svd.singularValues,
        Float64Array.from({ length: 5 }, (_, k) => Math.sqrt(exact.values[k])),
        1e-6,
      );
      const image = naiveProduct(dense, svd.right, rows, columns, 5);
      assertClose(
        image,
        svd.left.map((value, at) => value * svd.singularValues[at % 5]),
        1e-4,
      );
    });
  }

  it('keeps no more directions than the matrix has, and none of an empty one', () => {
    const one = SparseMatrix.fromRows(3, [
      { indices: [0, 2], values: [1, 1] },
      { indices: [0, 2], values: [1, 1] },
    ]);
    assert.equal(truncatedSvd(one, 8, 1).rank, 1);
    const none = SparseMatrix.fromRows(3, [{ indices: [], values: [] }]);
    assert.equal(truncatedSvd(none, 8, 1).rank, 0);
  });

  it('gives the same digits for the same seed', () => {
    const matrix = SparseMatrix.fromRows(
      12,
      Array.from({ length: 9 }, (_, row) => ({ indices: [row, row + 3], values: [1, 2] })),
    );
    assert.deepEqual(truncatedSvd(matrix, 4, 5), truncatedSvd(matrix, 4, 5));
  });
});
