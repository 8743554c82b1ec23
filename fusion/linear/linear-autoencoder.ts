import { invertPositiveDefinite } from './cholesky.ts';
import { dot } from './dense-matrix.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/**
 * The linear autoencoder with a zero diagonal, EASE (Steck 2019, equation 8): X B with
 * B = I - P / diag(P), P = (XᵀX + λ I)⁻¹. P is never formed: by Woodbury's identity
 * P = (I - Xᵀ K X) / λ with K = (X Xᵀ + λ I)⁻¹, which is users by users, so that a shop of many
 * items costs no more than its users do.
 */
export interface LinearAutoencoder {
  readonly matrix: SparseMatrix;
  /** Items by users. */
  readonly byItem: SparseMatrix;
  readonly regularisation: number;
  /** [rows, rows], K. */
  readonly kernel: Float64Array;
  /** [columns], the diagonal of P. */
  readonly diagonal: Float64Array;
}

/**
 * @param matrix users by items; its rows should be few thousands at most: their cube is the cost
 */
export function fitLinearAutoencoder(
  matrix: SparseMatrix,
  regularisation: number,
): LinearAutoencoder {
  const n = matrix.rows;
  const byItem = matrix.transpose();
  const gram = new Float64Array(n * n);
  for (let row = 0; row < n; row += 1) {
    addOverlaps(matrix, byItem, row, gram.subarray(row * n, (row + 1) * n));
    gram[row * n + row] += regularisation;
  }
  const kernel = invertPositiveDefinite(gram, n);
  const diagonal = new Float64Array(matrix.columns);
  for (let column = 0; column < matrix.columns; column += 1) {
    const [from, to] = [byItem.pointers[column], byItem.pointers[column + 1]];
    let square = 0;
    for (let left = from; left < to; left += 1) {
      for (let right = from; right < to; right += 1) {
        square +=
          byItem.values[left] *
          byItem.values[right] *
          kernel[byItem.indices[left] * n + byItem.indices[right]];
      }
    }
    diagonal[column] = (1 - square) / regularisation;
  }
  return { matrix, byItem, regularisation, kernel, diagonal };
}

function addOverlaps(
  matrix: SparseMatrix,
  byItem: SparseMatrix,
  row: number,
  into: Float64Array,
): void {
  for (let entry = matrix.pointers[row]; entry < matrix.pointers[row + 1]; entry += 1) {
    addUsers(byItem, matrix.indices[entry], matrix.values[entry], into);
  }
}

function addUsers(byItem: SparseMatrix, item: number, weight: number, into: Float64Array): void {
  for (let place = byItem.pointers[item]; place < byItem.pointers[item + 1]; place += 1) {
    into[byItem.indices[place]] += weight * byItem.values[place];
  }
}

/** What the autoencoder makes of a user's items, known to it or new: [columns]. */
export function reconstruct(
  { matrix, byItem, regularisation, kernel, diagonal }: LinearAutoencoder,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
): Float64Array {
  const n = matrix.rows;
  const overlap = new Float64Array(n);
  for (let place = 0; place < items.length; place += 1) {
    addUsers(byItem, items[place], weights[place], overlap);
  }
  const scores = new Float64Array(matrix.columns);
  for (let row = 0; row < n; row += 1) {
    const weight = dot(kernel, row * n, overlap, 0, n) / regularisation;
    for (let entry = matrix.pointers[row]; entry < matrix.pointers[row + 1]; entry += 1) {
      scores[matrix.indices[entry]] += weight * matrix.values[entry];
    }
  }
  // x P = (x - ...) / λ; the first term falls on the user's own items, where x (I - P / diag) is meant.
  for (let column = 0; column < scores.length; column += 1) scores[column] /= diagonal[column];
  for (let place = 0; place < items.length; place += 1) {
    const own = weights[place];
    scores[items[place]] += own - own / (regularisation * diagonal[items[place]]);
  }
  return scores;
}
