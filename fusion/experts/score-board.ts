import { topK } from '../linear/index.ts';

/**
 * Sums of scores for the few items that a user's history leads to; all other items stand at zero. What is
 * touched lies close together however large the catalogue, with all channels of an item side by side: most
 * of the time of a ranking went into fetching what lay far apart. One board serves user after user. The
 * order of `touched` follows from the history alone, so it may break ties.
 */
export class ScoreBoard {
  /** [1 + touched, channels]: zeros for all that is untouched, then rows in the order of `touched`. */
  readonly sums: Float64Array;
  /** [size], the row of each place in `sums`; 0 for untouched ones. */
  readonly #rows: Int32Array;
  readonly #touched: Int32Array;
  readonly #ranked: Float64Array;
  #count = 0;

  /** @param channels sums of each place */
  constructor(
    readonly size: number,
    readonly channels = 1,
  ) {
    this.sums = new Float64Array((size + 1) * channels);
    this.#rows = new Int32Array(size);
    this.#touched = new Int32Array(size);
    this.#ranked = new Float64Array(size);
  }

  /** In the order in which they were touched. */
  get touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  /** Where a place's channels begin in `sums`: for reading alone, since all untouched ones share theirs. */
  offsetOf(place: number): number {
    return this.#rows[place] * this.channels;
  }

  /** The same for writing. */
  touch(place: number): number {
    let row = this.#rows[place];
    if (row === 0) {
      this.#touched[this.#count] = place;
      this.#count += 1;
      row = this.#count;
      this.#rows[place] = row;
    }
    return row * this.channels;
  }

  add(place: number, score: number, channel = 0): void {
    const at = this.touch(place) + channel;
    this.sums[at] += score;
  }

  clear(): void {
    for (let k = 0; k < this.#count; k += 1) this.#rows[this.#touched[k]] = 0;
    this.sums.fill(0, 0, (this.#count + 1) * this.channels);
    this.#count = 0;
  }

  /** The places with the `count` greatest sums above zero, best first, without those of `except`. */
  best(count: number, except: Int32Array, channel = 0): Int32Array {
    const ranked = this.#ranked;
    for (let k = 0; k < this.#count; k += 1) {
      ranked[k] = this.sums[(k + 1) * this.channels + channel];
    }
    for (let k = 0; k < except.length; k += 1) {
      const row = this.#rows[except[k]];
      if (row > 0) ranked[row - 1] = 0;
    }
    const best = topK(ranked, this.#count, count);
    const length = best.findIndex((k) => ranked[k] <= 0);
    return best.subarray(0, length < 0 ? best.length : length).map((k) => this.#touched[k]);
  }

  /** Mean and standard deviation over all places, the untouched ones at zero. */
  moments(channel = 0): { mean: number; deviation: number } {
    let sum = 0;
    let squares = 0;
    for (let k = 1; k <= this.#count; k += 1) {
      const value = this.sums[k * this.channels + channel];
      sum += value;
      squares += value * value;
    }
    return deviationOf(sum / this.size, squares / this.size);
  }
}

/** The deviation out of the mean and the mean square, never zero. */
export function deviationOf(mean: number, meanSquare: number): { mean: number; deviation: number } {
  return { mean, deviation: Math.sqrt(Math.max(meanSquare - mean * mean, 0)) || 1 };
}
