import { factorCholesky, solveCholesky } from '../../../fusion/index.ts';
import type { SoftmaxHead } from '../softmax-head.ts';

/**
 * Linear discriminants (Fisher 1936) of rows that are grouped again and again: how rows scatter as a
 * whole is computed once, and a grouping takes away what lies between its groups.
 */
export class LinearDiscriminants {
  readonly #mean: Float64Array;
  /** [columns, columns], the lower triangle. */
  readonly #scatter: Float64Array;

  /** @param rows [users][columns] */
  constructor(readonly rows: readonly Float32Array[]) {
    const columns = rows[0].length;
    this.#mean = meanOf(rows, columns);
    this.#scatter = new Float64Array(columns * columns);
    const away = new Float64Array(columns);
    for (const row of rows) {
      for (let column = 0; column < columns; column += 1) {
        away[column] = row[column] - this.#mean[column];
      }
      addSquare(this.#scatter, away, 1);
    }
  }

  /**
   * What tells groups apart that are Gaussians with one covariance: scores are logarithms of how likely
   * each group is, but for what they share. The covariance is shrunk towards its diagonal by as many users
   * as there are columns, so that few users in many columns stay sound.
   * @param assignment [users], groups from 0; of those without a user there is no score
   */
  fit(assignment: ArrayLike<number>): SoftmaxHead {
    const users = this.rows.length;
    const columns = this.#mean.length;
    const groups = groupsOf(this.rows, assignment);
    const covariance = this.#scatter.slice();
    const centres = groups.map((members) =>
      meanOf(members, columns).map((value, column) => value - this.#mean[column]),
    );
    groups.forEach((members, group) => {
      addSquare(covariance, centres[group], -members.length);
    });
    for (let row = 0; row < columns; row += 1) {
      for (let column = 0; column <= row; column += 1) {
        const at = row * columns + column;
        const shrunk = row === column ? (columns * covariance[at]) / users + SMALLEST : 0;
        covariance[at] = (covariance[at] + shrunk) / (users + columns);
      }
    }
    factorCholesky(covariance, columns);
    const kernel = new Float32Array(columns * groups.length);
    const bias = new Float32Array(groups.length);
    groups.forEach((members, group) => {
      const centre = centres[group];
      const weights = centre.slice();
      solveCholesky(covariance, columns, weights);
      let half = 0;
      for (let column = 0; column < columns; column += 1) {
        kernel[column * groups.length + group] = weights[column];
        half += weights[column] * (this.#mean[column] + centre[column] / 2);
      }
      bias[group] = Math.log(members.length / users) - half;
    });
    return { kernel, bias };
  }
}

/** A column that does not differ within any group still has a variance. */
const SMALLEST = 1e-9;

function groupsOf(rows: readonly Float32Array[], assignment: ArrayLike<number>): Float32Array[][] {
  const groups: Float32Array[][] = [];
  rows.forEach((row, user) => {
    groups[assignment[user]] ??= [];
    groups[assignment[user]].push(row);
  });
  return groups.filter((members) => members !== undefined);
}

function meanOf(rows: readonly Float32Array[], columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (const row of rows) {
    for (let column = 0; column < columns; column += 1) mean[column] += row[column] / rows.length;
  }
  return mean;
}

/** Adds v vᵀ times a weight to the lower triangle of a matrix. */
function addSquare(matrix: Float64Array, vector: Float64Array, weight: number): void {
  const size = vector.length;
  for (let row = 0; row < size; row += 1) {
    const scaled = weight * vector[row];
    if (scaled === 0) continue;
    for (let column = 0; column <= row; column += 1) {
      matrix[row * size + column] += scaled * vector[column];
    }
  }
}
