import { powerOrZero, type SparseMatrix } from './sparse-matrix.ts';
import { truncatedSvd } from './truncated-svd.ts';

/**
 * The ideal low-pass part of GF-CF (Shen et al. 2021, "How powerful is graph convolution for
 * recommendation?", equation 13): s = r D^-½ V Vᵀ D^½ with V the leading right singular vectors of
 * the normalised matrix D_u^-½ R D_i^-½.
 */
export interface GraphFilter {
  readonly rank: number;
  /** [columns, rank], V. */
  readonly vectors: Float64Array;
  /** [columns], d_i^-½ (0 for an item that nobody has). */
  readonly inwards: Float64Array;
  /** [columns], d_i^½. */
  readonly outwards: Float64Array;
  /** [rank] */
  readonly singularValues: Float64Array;
}

export function fitGraphFilter(matrix: SparseMatrix, rank: number, seed: number): GraphFilter {
  const columnSums = matrix.columnSums();
  const inwards = powerOrZero(columnSums, -0.5);
  const normalised = matrix.scale(powerOrZero(matrix.rowSums(), -0.5), inwards);
  const svd = truncatedSvd(normalised, rank, seed);
  return {
    rank: svd.rank,
    vectors: svd.right,
    inwards,
    outwards: powerOrZero(columnSums, 0.5),
    singularValues: svd.singularValues,
  };
}

/** The user's place in the filter's space, Vᵀ D^-½ r, [rank]. */
export function project(
  filter: GraphFilter,
  indices: ArrayLike<number>,
  weights: ArrayLike<number>,
): Float64Array {
  const place = new Float64Array(filter.rank);
  for (let entry = 0; entry < indices.length; entry += 1) {
    const scale = weights[entry] * filter.inwards[indices[entry]];
    const from = indices[entry] * filter.rank;
    for (let k = 0; k < filter.rank; k += 1) place[k] += scale * filter.vectors[from + k];
  }
  return place;
}
