import { RandomSource } from '../tensor/random-source.ts';
import { factorCholesky } from './cholesky.ts';
import { product, solveLower, transposedProduct } from './kernels/products.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import { eigenSymmetric } from './symmetric-eigen.ts';

/** The strongest directions of a matrix [rows, columns]. */
export interface TruncatedSvd {
  readonly rank: number;
  /** [rank], descending, above zero. */
  readonly singularValues: Float64Array;
  /** [rows, rank] */
  readonly left: Float64Array;
  /** [columns, rank] */
  readonly right: Float64Array;
}

/**
 * Makes the columns of [rows, width] orthonormal: A L⁻ᵀ with AᵀA = L Lᵀ. One round keeps directions
 * apart, the second makes them orthonormal to the last digit.
 */
function orthonormalise(matrix: Float64Array, rows: number, width: number, rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    const gram = transposedProduct(matrix, matrix, rows, width, width);
    let trace = 0;
    for (let k = 0; k < width; k += 1) trace += gram[k * width + k];
    // A touch of ridge keeps directions that the data do not have from breaking the factor.
    for (let k = 0; k < width; k += 1) gram[k * width + k] += trace * 1e-14 + Number.MIN_VALUE;
    factorCholesky(gram, width);
    solveLower(gram, width, matrix, rows);
  }
}

/**
 * Randomised truncated singular value decomposition by subspace iteration (Halko, Martinsson and
 * Tropp 2011, algorithm 4.4), on the smaller side of the matrix. Signs are fixed: the sum of each
 * right vector is not negative.
 * @param rank how many directions at most; fewer come back where the matrix has fewer
 */
export function truncatedSvd(
  matrix: SparseMatrix,
  rank: number,
  seed: number,
  iterations = 4,
): TruncatedSvd {
  const flipped = matrix.rows > matrix.columns;
  const wide = flipped ? matrix.transpose() : matrix;
  const tall = flipped ? matrix : matrix.transpose();
  const n = wide.rows;
  const width = Math.min(n, rank + Math.max(8, Math.ceil(rank / 8)));
  if (n === 0 || wide.columns === 0 || wide.entries === 0) {
    return {
      rank: 0,
      singularValues: new Float64Array(0),
      left: new Float64Array(0),
      right: new Float64Array(0),
    };
  }
  const random = RandomSource.fromSeed(seed);
  const start = Float64Array.from({ length: n * width }, () => random.normal());
  let basis: Float64Array = start;
  orthonormalise(basis, n, width, 1);
  let image = wide.multiply(tall.multiply(basis, width), width);
  for (let round = 0; round < iterations; round += 1) {
    basis = image;
    orthonormalise(basis, n, width, round === iterations - 1 ? 2 : 1);
    image = wide.multiply(tall.multiply(basis, width), width);
  }
  const projected = transposedProduct(basis, image, n, width, width);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const mean = (projected[i * width + j] + projected[j * width + i]) / 2;
      projected[i * width + j] = mean;
      projected[j * width + i] = mean;
    }
  }
  const { values, vectors } = eigenSymmetric(projected, width);
  const floor = values[0] * 1e-10;
  let kept = 0;
  while (kept < Math.min(rank, width) && values[kept] > floor) kept += 1;
  const rotation = new Float64Array(width * kept);
  for (let k = 0; k < kept; k += 1) {
    for (let i = 0; i < width; i += 1) rotation[i * kept + k] = vectors[k * width + i];
  }
  const near = product(basis, rotation, n, width, kept);
  const far = tall.multiply(near, kept);
  const singularValues = Float64Array.from({ length: kept }, (_, k) => Math.sqrt(values[k]));
  for (let at = 0; at < far.length; at += 1) far[at] /= singularValues[at % kept];
  const [left, right] = flipped ? [far, near] : [near, far];
  fixSigns(left, right, kept);
  return { rank: kept, singularValues, left, right };
}

function fixSigns(left: Float64Array, right: Float64Array, rank: number): void {
  const sums = new Float64Array(rank);
  right.forEach((value, at) => {
    sums[at % rank] += value;
  });
  for (const side of [left, right]) {
    for (let at = 0; at < side.length; at += 1) if (sums[at % rank] < 0) side[at] = -side[at];
  }
}
