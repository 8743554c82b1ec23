import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dot } from '../../../../fusion/linear/dense-matrix.ts';
import {
  product,
  solveLower,
  transposedProduct,
} from '../../../../fusion/linear/kernels/products.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const random = RandomSource.fromSeed(7);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());

/** Σ_k left(k) right(k), four k at a time, then one by one: what the kernel stands for. */
function sum(count: number, left: (k: number) => number, right: (k: number) => number): number {
  let total = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    total +=
      left(k) * right(k) +
      left(k + 1) * right(k + 1) +
      left(k + 2) * right(k + 2) +
      left(k + 3) * right(k + 3);
  }
  for (; k < count; k += 1) total += left(k) * right(k);
  return total;
}

/** [rows, left, right]: narrower, as wide as and wider than eight, fewer and more rows than are held at a time. */
const SHAPES = [
  [0, 3, 3],
  [1, 1, 1],
  [3, 8, 8],
  [7, 5, 9],
  [32, 16, 8],
  [33, 17, 17],
  [70, 9, 24],
  [131, 24, 23],
] as const;

describe('products of matrices', () => {
  for (const [rows, leftWidth, rightWidth] of SHAPES) {
    it(`have the bits of plain loops, ${rows} rows of ${leftWidth} and ${rightWidth}`, () => {
      const [left, right] = [normals(rows * leftWidth), normals(rows * rightWidth)];
      const expectedOf = (other: Float64Array, width: number) =>
        Float64Array.from({ length: leftWidth * width }, (_, at) => {
          const [i, j] = [Math.floor(at / width), at % width];
          return sum(
            rows,
            (row) => left[row * leftWidth + i],
            (row) => other[row * width + j],
          );
        });
      assert.deepEqual(
        transposedProduct(left, right, rows, leftWidth, rightWidth),
        expectedOf(right, rightWidth),
      );
      assert.deepEqual(
        transposedProduct(left, left, rows, leftWidth, leftWidth),
        expectedOf(left, leftWidth),
      );

      const inner = normals(leftWidth * rightWidth);
      const expected = Float64Array.from({ length: rows * rightWidth }, (_, at) => {
        const [row, j] = [Math.floor(at / rightWidth), at % rightWidth];
        return sum(
          leftWidth,
          (k) => left[row * leftWidth + k],
          (k) => inner[k * rightWidth + j],
        );
      });
      assert.deepEqual(product(left, inner, rows, leftWidth, rightWidth), expected);
    });

    it(`solve ${rows} rows of ${leftWidth} as one number after the other`, () => {
      const factor = normals(leftWidth * leftWidth);
      const matrix = normals(rows * leftWidth);
      const expected = matrix.slice();
      for (let at = 0; at < expected.length; at += leftWidth) {
        for (let k = 0; k < leftWidth; k += 1) {
          const rest = expected[at + k] - dot(factor, k * leftWidth, expected, at, k);
          expected[at + k] = rest / factor[k * leftWidth + k];
        }
      }
      solveLower(factor, leftWidth, matrix, rows);
      assert.deepEqual(matrix, expected);
    });
  }
});
