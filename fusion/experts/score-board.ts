/**
 * Sums of scores for the few items that a user's history leads to; all other items stand at zero.
 * One board serves user after user: only what was touched is cleared. The order of `touched` follows from
 * the history alone, so it may break ties.
 */
export class ScoreBoard {
  readonly sums: Float64Array;
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  #count = 0;

  constructor(readonly size: number) {
    this.sums = new Float64Array(size);
    this.#touched = new Int32Array(size);
    this.#isTouched = new Uint8Array(size);
  }

  /** In the order in which they were touched. */
  get touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  add(place: number, score: number): void {
    if (this.#isTouched[place] === 0) {
      this.#isTouched[place] = 1;
      this.#touched[this.#count] = place;
      this.#count += 1;
    }
    this.sums[place] += score;
  }

  clear(): void {
    for (const place of this.touched) {
      this.sums[place] = 0;
      this.#isTouched[place] = 0;
    }
    this.#count = 0;
  }

  /** Mean and standard deviation over all places, the untouched ones at zero. */
  moments(): { mean: number; deviation: number } {
    let sum = 0;
    let squares = 0;
    for (const place of this.touched) {
      sum += this.sums[place];
      squares += this.sums[place] ** 2;
    }
    return deviationOf(sum / this.size, squares / this.size);
  }
}

/** The deviation out of the mean and the mean square, never zero. */
export function deviationOf(mean: number, meanSquare: number): { mean: number; deviation: number } {
  return { mean, deviation: Math.sqrt(Math.max(meanSquare - mean * mean, 0)) || 1 };
}
