import { readAhead, readAheadNumbers, type SparseMatrix } from '../../linear/index.ts';

/** Groups of users by how often the number of their relations doubles: 0, 1 to 2, 3 to 6, and so on. */
const GROUPS = 12;
/** How far, in doublings, the voice of those with more or fewer relations reaches. */
const SCALE = 0.7;
/** So many users of an item are needed to believe half of what they say. */
const PRIOR = 5;

/**
 * How much more often those turn to an item who have about as many relations as a user: who knows many people is
 * drawn to other places than who knows two.
 */
export class Peers {
  /** [items, groups], how much each group has of each item. */
  readonly #counts: Float32Array;
  /** [items] */
  readonly #totals: Float64Array;
  /** [groups] */
  readonly #sums = new Float64Array(GROUPS);

  /**
   * @param matrix users by items
   * @param graph users by users
   */
  constructor(matrix: SparseMatrix, graph: SparseMatrix) {
    this.#counts = new Float32Array(matrix.columns * GROUPS);
    this.#totals = matrix.columnSums();
    for (let user = 0; user < matrix.rows; user += 1) {
      const group = groupOf(graph.pointers[user + 1] - graph.pointers[user]);
      for (let entry = matrix.pointers[user]; entry < matrix.pointers[user + 1]; entry += 1) {
        this.#counts[matrix.indices[entry] * GROUPS + group] += matrix.values[entry];
        this.#sums[group] += matrix.values[entry];
      }
    }
  }

  /**
   * How loud each group is for somebody, so that all groups together say as much as all users do.
   * @param relations how many the user has
   * @returns [groups]
   */
  voices(relations: number): Float64Array {
    const place = placeOf(relations);
    const voices = this.#sums.map((_, group) => Math.exp(-Math.abs(group - place) / SCALE));
    const all = this.#sums.reduce((sum, value) => sum + value, 0);
    const heard = voices.reduce((sum, voice, group) => sum + voice * this.#sums[group], 0);
    return heard > 0 ? voices.map((voice) => (voice * all) / heard) : voices;
  }

  /** Fetches what the scores of some items will need, -1 for none. */
  readAhead(items: ArrayLike<number>): void {
    readAhead(this.#counts, items, GROUPS);
    readAheadNumbers(this.#totals, items);
  }

  /** The logarithm of the ratio for an item. @param voices of `voices` */
  score(voices: Float64Array, item: number): number {
    let heard = 0;
    for (let group = 0; group < GROUPS; group += 1) {
      heard += voices[group] * this.#counts[item * GROUPS + group];
    }
    return Math.log((heard + PRIOR) / (this.#totals[item] + PRIOR));
  }
}

function placeOf(relations: number): number {
  return Math.min(Math.log2(1 + relations), GROUPS - 1);
}

function groupOf(relations: number): number {
  return Math.round(placeOf(relations));
}
