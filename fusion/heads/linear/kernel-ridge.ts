import { invertPositiveDefinite } from '../../linear/index.ts';

/** How alike all pairs of users are by one view of them, [users, users]. */
export interface Kernel {
  readonly users: number;
  readonly values: Float64Array;
}

/** Scores of users by a model that has not seen their own labels. */
export interface RidgeScores {
  /** [labelled]: each labelled user's score by all the others, in closed form. */
  readonly leftOut: Float64Array;
  /** [asked] */
  readonly asked: Float64Array;
}

/**
 * Kernel ridge regression at one strength (Saunders, Gammerman and Vovk 1998), with the scores of
 * leaving each labelled user out at no further cost: y - a / (diag((K + l)⁻¹) - 1 / (n l)), where the
 * last term is the free intercept's (after Cawley and Talbot 2003). The kernel is centred on the
 * labelled users, so the intercept is their mean.
 * @param labelled users to learn from
 * @param labels [labels][labelled], several at once
 * @param asked users to be scored
 * @param l2 in units of the centred kernel's mean diagonal
 * @returns one entry a label
 */
export function kernelRidge(
  kernel: Kernel,
  labelled: Int32Array,
  labels: readonly Float64Array[],
  asked: Int32Array,
  l2: number,
): RidgeScores[] {
  const n = labelled.length;
  const rowOf = (user: number): Float64Array =>
    Float64Array.from(labelled, (other) => kernel.values[user * kernel.users + other]);
  const rows = Array.from(labelled, rowOf);
  const means = Float64Array.from({ length: n }, (_, column) => {
    return rows.reduce((sum, row) => sum + row[column], 0) / n;
  });
  const whole = means.reduce((sum, mean) => sum + mean, 0) / n;
  const centred = (row: Float64Array): Float64Array => {
    const own = row.reduce((sum, value) => sum + value, 0) / n;
    return row.map((value, column) => value - own - means[column] + whole);
  };
  const matrix = new Float64Array(n * n);
  rows.forEach((row, at) => {
    matrix.set(centred(row), at * n);
  });
  let trace = 0;
  for (let at = 0; at < n; at += 1) trace += matrix[at * n + at];
  const strength = (l2 * trace) / n;
  for (let at = 0; at < n; at += 1) matrix[at * n + at] += strength;
  const inverse = invertPositiveDefinite(matrix, n);
  const askedRows = Array.from(asked, (user) => centred(rowOf(user)));
  return labels.map((own) => {
    const mean = own.reduce((sum, label) => sum + label, 0) / n;
    const dual = Float64Array.from({ length: n }, (_, row) => {
      let sum = 0;
      for (let column = 0; column < n; column += 1) {
        sum += inverse[row * n + column] * (own[column] - mean);
      }
      return sum;
    });
    return {
      leftOut: dual.map(
        (value, at) => own[at] - value / (inverse[at * n + at] - 1 / (n * strength)),
      ),
      asked: Float64Array.from(askedRows, (row) =>
        row.reduce((sum, value, at) => sum + value * dual[at], mean),
      ),
    };
  });
}
