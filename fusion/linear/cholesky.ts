import { dot } from './dense-matrix.ts';

/**
 * Factors a symmetric positive definite matrix [n, n] in place into its lower triangle L with
 * A = L Lᵀ; the upper triangle is left as it was.
 * @throws {RangeError} where the matrix is not positive definite
 */
export function factorCholesky(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const rest = matrix[i * n + j] - dot(matrix, i * n, matrix, j * n, j);
      if (i !== j) {
        matrix[i * n + j] = rest / matrix[j * n + j];
      } else if (rest > 0) {
        matrix[i * n + i] = Math.sqrt(rest);
      } else {
        throw new RangeError(`The matrix is not positive definite (pivot ${i} of ${n}).`);
      }
    }
  }
}

/** Solves L Lᵀ x = b for a factor of `factorCholesky`; b becomes x. */
export function solveCholesky(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i += 1) {
    b[i] = (b[i] - dot(factor, i * n, b, 0, i)) / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    const x = b[i] / factor[i * n + i];
    b[i] = x;
    for (let j = 0; j < i; j += 1) b[j] -= x * factor[i * n + j];
  }
}

/** The inverse of a symmetric positive definite matrix [n, n]; the argument is left as it is. */
export function invertPositiveDefinite(matrix: Float64Array, n: number): Float64Array {
  const factor = matrix.slice();
  factorCholesky(factor, n);
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j += 1) {
    column.fill(0);
    column[j] = 1;
    solveCholesky(factor, n, column);
    for (let i = 0; i < n; i += 1) inverse[i * n + j] = column[i];
  }
  return inverse;
}
