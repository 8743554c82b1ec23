import { powerOrZero, type SparseMatrix } from './sparse-matrix.ts';

/** One way to walk from a user's items over their users to other items. */
export interface WalkSettings {
  /** Exponent of the degree of the item that a walk starts from. */
  readonly inPower: number;
  /** Exponent of the degree of the user that it passes. */
  readonly rowPower: number;
  /** Exponent of the degree of the item that it ends at. */
  readonly outPower: number;
  /** Exponent of what has come together at the user passed: above 1 the most alike speak louder. */
  readonly likenessPower: number;
}

/**
 * Scores of items by two steps over the graph of users and items, several kinds of walk in one pass:
 * s_j = d_j^o Σ_v d_v^r (Σ_i x_i d_i^p)^l over the users v of the items i, and the items j of v.
 * p = o = -½, r = -1, l = 1 is the linear filter of GF-CF (Shen et al. 2021, equation 9), whole,
 * where `columnNeighbours` keeps the greatest alone; p = r = -1, -1 < o < 0 is RP3beta (Paudel et al.
 * 2016); other exponents are those of LinkProp (Fu et al. 2022). With l above 1 it is a neighbourhood
 * of users without an edge.
 */
export class TwoStepWalk {
  /** [columns, kinds]: the scores of the last user that was asked for; all else is 0. */
  readonly scores: Float64Array;
  /** Which columns were reached, the first `reached` of them. */
  readonly columns: Int32Array;
  reached = 0;
  readonly #byItem: SparseMatrix;
  readonly #ofUsers: Float64Array;
  readonly #touchedUsers: Int32Array;
  /** A score may be 0 for all that it was reached: rare walks weigh less than a number can hold. */
  readonly #isTouchedUser: Uint8Array;
  readonly #isReached: Uint8Array;
  readonly #inScale: readonly Float64Array[];
  readonly #rowScale: readonly Float64Array[];
  readonly #outScale: readonly Float64Array[];

  /** @param matrix users by items */
  constructor(
    private readonly matrix: SparseMatrix,
    private readonly kinds: readonly WalkSettings[],
  ) {
    const columnSums = matrix.columnSums();
    const rowSums = matrix.rowSums();
    this.#byItem = matrix.transpose();
    this.#inScale = kinds.map(({ inPower }) => powerOrZero(columnSums, inPower));
    this.#rowScale = kinds.map(({ rowPower }) => powerOrZero(rowSums, rowPower));
    this.#outScale = kinds.map(({ outPower }) => powerOrZero(columnSums, outPower));
    this.#ofUsers = new Float64Array(matrix.rows * kinds.length);
    this.#touchedUsers = new Int32Array(matrix.rows);
    this.#isTouchedUser = new Uint8Array(matrix.rows);
    this.#isReached = new Uint8Array(matrix.columns);
    this.scores = new Float64Array(matrix.columns * kinds.length);
    this.columns = new Int32Array(matrix.columns);
  }

  /**
   * Walks from a user's items; reads the answer from `scores`.
   * @param except the row of a user who is not passed; -1 for none
   */
  walk(items: ArrayLike<number>, weights: ArrayLike<number>, except: number): void {
    this.#clear();
    const users = this.#meetUsers(items, weights, except);
    const { matrix, kinds, scores, columns } = this;
    const count = kinds.length;
    const loudness = new Float64Array(count);
    for (let place = 0; place < users; place += 1) {
      const user = this.#touchedUsers[place];
      this.#isTouchedUser[user] = 0;
      for (let kind = 0; kind < count; kind += 1) {
        const at = user * count + kind;
        const met = this.#ofUsers[at];
        const { likenessPower } = kinds[kind];
        loudness[kind] =
          (likenessPower === 1 ? met : met ** likenessPower) * this.#rowScale[kind][user];
        this.#ofUsers[at] = 0;
      }
      for (let entry = matrix.pointers[user]; entry < matrix.pointers[user + 1]; entry += 1) {
        const to = matrix.indices[entry] * count;
        const value = matrix.values[entry];
        if (this.#isReached[matrix.indices[entry]] === 0) {
          this.#isReached[matrix.indices[entry]] = 1;
          columns[this.reached] = matrix.indices[entry];
          this.reached += 1;
        }
        for (let kind = 0; kind < count; kind += 1) scores[to + kind] += loudness[kind] * value;
      }
    }
    for (let place = 0; place < this.reached; place += 1) {
      const column = columns[place];
      for (let kind = 0; kind < count; kind += 1) {
        scores[column * count + kind] *= this.#outScale[kind][column];
      }
    }
  }

  /** What comes together at each user; returns how many were met. */
  #meetUsers(items: ArrayLike<number>, weights: ArrayLike<number>, except: number): number {
    const { pointers, indices, values } = this.#byItem;
    const count = this.kinds.length;
    let met = 0;
    for (let place = 0; place < items.length; place += 1) {
      const item = items[place];
      for (let entry = pointers[item]; entry < pointers[item + 1]; entry += 1) {
        const user = indices[entry];
        if (user === except) continue;
        const at = user * count;
        if (this.#isTouchedUser[user] === 0) {
          this.#isTouchedUser[user] = 1;
          this.#touchedUsers[met] = user;
          met += 1;
        }
        const value = weights[place] * values[entry];
        for (let kind = 0; kind < count; kind += 1) {
          this.#ofUsers[at + kind] += value * this.#inScale[kind][item];
        }
      }
    }
    return met;
  }

  #clear(): void {
    const count = this.kinds.length;
    for (let place = 0; place < this.reached; place += 1) {
      const column = this.columns[place];
      this.#isReached[column] = 0;
      this.scores.fill(0, column * count, (column + 1) * count);
    }
    this.reached = 0;
  }
}
