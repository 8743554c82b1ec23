import type { Interactions } from '../indexed-history.ts';
import { fade } from '../interaction-matrix.ts';
import type { LikenessTo } from './likeness-to.ts';

/** A user's last items; what came before says little and costs as much. */
const LONGEST_LIKENESS_HISTORY = 40;
const LAST = 5;
/** Of so few last items their categories are compared too. */
const LAST_FOR_CATEGORIES = 3;

/** How like a candidate is to what a user had last. */
export class LikenessReader {
  recent = 0;
  last = 0;
  mean = 0;
  readonly #likeness: LikenessTo;
  readonly #lastItems: Int32Array;
  readonly #fading: Float64Array;

  /** @param recency how much each item counts beside the last one; null for a fixed rate */
  constructor(
    interactions: Interactions,
    recency: Float64Array | null,
    likenessTo: (items: Int32Array) => LikenessTo,
  ) {
    const items = interactions.items.slice(-LONGEST_LIKENESS_HISTORY);
    this.#likeness = likenessTo(items);
    this.#lastItems = items.slice(-LAST_FOR_CATEGORIES);
    const fading =
      recency?.slice(-LONGEST_LIKENESS_HISTORY) ??
      fade(new Float64Array(items.length).fill(1), 0.8);
    const sum = fading.reduce((total, value) => total + value, 0);
    this.#fading = fading.map((value) => value / sum);
  }

  /** Fills `recent`, `last` and `mean` for a candidate. */
  read(item: number): void {
    this.#likeness.read(item);
    const { cosines } = this.#likeness;
    const fading = this.#fading;
    let [recent, last, sum] = [0, 0, 0];
    for (let place = 0; place < cosines.length; place += 1) {
      const value = cosines[place];
      recent += fading[place] * value;
      sum += value;
      if (place >= cosines.length - LAST && value > last) last = value;
    }
    this.recent = recent;
    this.last = last;
    this.mean = sum / cosines.length;
  }

  /** The greatest likeness of an item with the last few. */
  greatestOfLast(item: number, likeness: (last: number, item: number) => number): number {
    const last = this.#lastItems;
    let greatest = 0;
    for (let place = 0; place < last.length; place += 1) {
      greatest = Math.max(greatest, likeness(last[place], item));
    }
    return greatest;
  }
}
