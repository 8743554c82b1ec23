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
  readonly #columns: Int32Array;

  /** @param rows [users][columns] */
  constructor(readonly rows: readonly Float32Array[]) {
    this.#columns = Int32Array.from(rows[0].keys());
    this.#mean = meanOf(rows, this.#columns);
    this.#scatter = new Float64Array(rows[0].length ** 2);
    for (const row of rows) {
      addSquare(
        this.#scatter,
        this.#mean.map((mean, column) => row[column] - mean),
        1,
      );
    }
  }

  /**
   * What tells groups apart that are Gaussians with one covariance: scores are logarithms of how likely
   * each group is, but for what they share. The covariance is shrunk towards its diagonal by as many users
   * as there are columns, so that few users in many columns stay sound.
   * @param assignment [users], groups from 0; of those without a user there is no score
   * @param columns those that are read, ascending; all by default
   */
  fit(assignment: ArrayLike<number>, columns: Int32Array = this.#columns): SoftmaxHead {
    const users = this.rows.length;
    const width = columns.length;
    const mean = Float64Array.from(columns, (column) => this.#mean[column]);
    const groups = groupsOf(this.rows, assignment);
    const covariance = this.#scatterOf(columns);
    const centres = groups.map((members) =>
      meanOf(members, columns).map((value, at) => value - mean[at]),
    );
    groups.forEach((members, group) => {
      addSquare(covariance, centres[group], -members.length);
    });
    for (let row = 0; row < width; row += 1) {
      for (let column = 0; column <= row; column += 1) {
        const at = row * width + column;
        const shrunk = row === column ? (width * covariance[at]) / users + SMALLEST : 0;
        covariance[at] = (covariance[at] + shrunk) / (users + width);
      }
    }
    factorCholesky(covariance, width);
    const kernel = new Float32Array(this.#columns.length * groups.length);
    const bias = new Float32Array(groups.length);
    groups.forEach((members, group) => {
      const centre = centres[group];
      const weights = centre.slice();
      solveCholesky(covariance, width, weights);
      let half = 0;
      for (let at = 0; at < width; at += 1) {
        kernel[columns[at] * groups.length + group] = weights[at];
        half += weights[at] * (mean[at] + centre[at] / 2);
      }
      bias[group] = Math.log(members.length / users) - half;
    });
    return { kernel, bias };
  }

  /** The variance of a column over all rows. */
  variance(column: number): number {
    return this.#scatter[column * (this.#columns.length + 1)] / this.rows.length;
  }

  /** The scatter of some columns, the lower triangle. */
  #scatterOf(columns: Int32Array): Float64Array {
    const width = columns.length;
    const scatter = new Float64Array(width * width);
    for (let row = 0; row < width; row += 1) {
      const from = columns[row] * this.#columns.length;
      for (let column = 0; column <= row; column += 1) {
        scatter[row * width + column] = this.#scatter[from + columns[column]];
      }
    }
    return scatter;
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

function meanOf(rows: readonly Float32Array[], columns: Int32Array): Float64Array {
  const mean = new Float64Array(columns.length);
  for (const row of rows) {
    for (let at = 0; at < columns.length; at += 1) mean[at] += row[columns[at]] / rows.length;
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
