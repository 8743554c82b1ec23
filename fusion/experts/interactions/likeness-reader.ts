import type { Interactions } from '../indexed-history.ts';
import { fade } from '../interaction-matrix.ts';

/** A user's last items; what came before says little and costs as much. */
const LONGEST_LIKENESS_HISTORY = 40;

/** How like a candidate is to what a user had last. */
export class LikenessReader {
  recent = 0;
  last = 0;
  mean = 0;
  readonly #items: Int32Array;
  readonly #fading: Float64Array;

  /** @param recency how much each item counts beside the last one; null for a fixed rate */
  constructor(interactions: Interactions, recency: Float64Array | null) {
    this.#items = interactions.items.slice(-LONGEST_LIKENESS_HISTORY);
    const fading =
      recency?.slice(-LONGEST_LIKENESS_HISTORY) ??
      fade(new Float64Array(this.#items.length).fill(1), 0.8);
    const sum = fading.reduce((total, value) => total + value, 0);
    this.#fading = fading.map((value) => value / sum);
  }

  /** Fills `recent`, `last` and `mean` for a candidate. */
  read(likeness: (other: number) => number): void {
    const count = this.#items.length;
    this.recent = 0;
    this.last = 0;
    this.mean = 0;
    for (let place = 0; place < count; place += 1) {
      const value = likeness(this.#items[place]);
      this.recent += this.#fading[place] * value;
      this.mean += value / count;
      if (place >= count - 5 && value > this.last) this.last = value;
    }
  }

  /** The greatest likeness among the last `count` items. */
  greatestOfLast(count: number, likeness: (other: number) => number): number {
    let greatest = 0;
    for (const item of this.#items.slice(-count)) greatest = Math.max(greatest, likeness(item));
    return greatest;
  }
}
