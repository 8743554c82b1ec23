import { addScaled, exponential } from '../linear/index.ts';
import type { ForgettingBank } from './forgetting-bank.ts';
import { type ItemSpace, LEAST_REWARD } from './item-space.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { StreamSettings } from './stream-settings.ts';

/** Scores this near to one another are one and the same. */
const SAME_SCORE = 1e-9;

/** What the vectors of a stream's rates say of the catalogue, by the panel. */
export class PanelLikelihood {
  readonly #scores: Float64Array;

  /** @param bank whose rows begin with what each rate's sum gives with each item of the panel */
  constructor(
    private readonly space: ItemSpace,
    private readonly settings: StreamSettings,
    private readonly bank: ForgettingBank,
    /** Of the same stream. */
    private readonly memory: StreamMemory,
  ) {
    this.#scores = new Float64Array(space.panel.length);
  }

  /** Adds up the catalogue for each rate, with the lengths that the memory holds. */
  look(): void {
    const { logSum, entropy, count } = this.memory;
    const { panel } = this.space;
    const { sums, width } = this.bank;
    const stands = Math.log(this.space.count / panel.length);
    if (count === 0) {
      // Before the first event all vectors are zero, and all of the panel is alike.
      logSum.fill(Math.log(panel.length) + stands);
      entropy.fill(Math.log(panel.length));
      return;
    }
    for (let rate = 0; rate < logSum.length; rate += 1) {
      const from = rate * width;
      const to = from + panel.length;
      const scale = this.#scaleOf(rate);
      let greatest = Number.NEGATIVE_INFINITY;
      for (let at = from; at < to; at += 1) if (sums[at] > greatest) greatest = sums[at];
      const highest = scale * greatest;
      let sum = 0;
      let weighted = 0;
      for (let at = from; at < to; at += 1) {
        const score = scale * sums[at] - highest;
        const raised = exponential(score);
        sum += raised;
        weighted += raised * score;
      }
      const logPanel = Math.log(sum);
      logSum[rate] = highest + logPanel + stands;
      entropy[rate] = logPanel - weighted / sum;
    }
  }

  /** 1 over the place that an item would have had among all for a rate. @param score its own */
  closeness(rate: number, score: number): number {
    const { panel, count } = this.space;
    const { sums, width } = this.bank;
    const from = rate * width;
    const to = from + panel.length;
    const scale = this.#scaleOf(rate);
    // The item may be of the panel itself, and its score there comes by another way of rounding.
    const least = score + SAME_SCORE;
    let above = 0;
    // Added up without a branch, which nobody could foretell.
    for (let at = from; at < to; at += 1) above += +(scale * sums[at] > least);
    return 1 / (1 + (above * count) / panel.length / 10);
  }

  /**
   * The log-likelihood of an item under a mixture.
   * @param products of the item's vector with each rate's vector at length 1, and everybody's, [rates + 1]
   */
  ofMixture(weights: ArrayLike<number>, products: Float64Array): number {
    const { space, settings } = this;
    const { panel, panelOfEverybody, count } = space;
    const { sums, width } = this.bank;
    const rates = settings.kept.length;
    let own = 0;
    for (let rate = 0; rate < weights.length; rate += 1) {
      own += weights[rate] * settings.sharpness * products[rate];
    }
    const scores = this.#scores.fill(0);
    const ofEverybody = settings.sharpness * (weights[rates] ?? 0);
    if (ofEverybody !== 0) addScaled(scores, 0, ofEverybody, panelOfEverybody, 0, panel.length);
    for (let rate = 0; rate < rates; rate += 1) {
      const weight = weights[rate] * this.#scaleOf(rate);
      if (weight !== 0) addScaled(scores, 0, weight, sums, rate * width, panel.length);
    }
    let sum = 0;
    for (let place = 0; place < scores.length; place += 1) sum += exponential(scores[place] - own);
    return Math.max(LEAST_REWARD, -Math.log((sum * count) / panel.length));
  }

  /** What turns a product with a rate's sum into a score. */
  #scaleOf(rate: number): number {
    const length = this.memory.lengths[rate];
    return length > 0 ? this.settings.sharpness / length : 0;
  }
}
