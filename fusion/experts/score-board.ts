import { topK } from '../linear/index.ts';

/**
 * Sums of scores for the few items that a user's history leads to; all other items stand at zero.
 * One board serves user after user: only what was touched is cleared. The order of `touched` follows from
 * the history alone, so it may break ties.
 */
export class ScoreBoard {
  readonly sums: Float64Array;
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  readonly #ranked: Float64Array;
  #count = 0;

  constructor(readonly size: number) {
    this.sums = new Float64Array(size);
    this.#touched = new Int32Array(size);
    this.#isTouched = new Uint8Array(size);
    this.#ranked = new Float64Array(size);
  }

  /** In the order in which they were touched. */
  get touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  add(place: number, score: number): void {
    this.#touch(place);
    this.sums[place] += score;
  }

  set(place: number, score: number): void {
    this.#touch(place);
    this.sums[place] = score;
  }

  #touch(place: number): void {
    if (this.#isTouched[place] === 1) return;
    this.#isTouched[place] = 1;
    this.#touched[this.#count] = place;
    this.#count += 1;
  }

  clear(): void {
    for (const place of this.touched) {
      this.sums[place] = 0;
      this.#isTouched[place] = 0;
    }
    this.#count = 0;
  }

  /** The touched places with the `count` greatest sums, best first, without those of `except`. */
  best(count: number, except: Int32Array): Int32Array {
    const { sums } = this;
    const kept = Float64Array.from(except, (place) => sums[place]);
    for (const place of except) sums[place] = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < this.#count; k += 1) this.#ranked[k] = sums[this.#touched[k]];
    except.forEach((place, k) => {
      sums[place] = kept[k];
    });
    const best = topK(this.#ranked, this.#count, count);
    const length = best.findIndex((k) => this.#ranked[k] === Number.NEGATIVE_INFINITY);
    return best.subarray(0, length < 0 ? best.length : length).map((k) => this.#touched[k]);
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
