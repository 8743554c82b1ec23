import type { ForgettingBank } from './forgetting-bank.ts';
import { type ItemSpace, LEAST_REWARD } from './item-space.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { StreamSettings } from './stream-settings.ts';

/** Scores this near to one another are one and the same. */
const SAME_SCORE = 1e-9;

/** What the vectors of a stream's rates say of the catalogue, by the panel. */
export class PanelLikelihood {
  /** Of each rate, by how much its sums count in a mixture, [rates]. */
  readonly #weights: Float64Array;

  /** @param bank whose rows begin with what each rate's sum gives with each item of the panel */
  constructor(
    private readonly space: ItemSpace,
    private readonly settings: StreamSettings,
    private readonly bank: ForgettingBank,
    /** Of the same stream. */
    private readonly memory: StreamMemory,
  ) {
    this.#weights = new Float64Array(settings.kept.length);
  }

  /** Adds up the catalogue for each rate, with the lengths that the memory holds. */
  look(): void {
    const { logSum, entropy, count } = this.memory;
    const { panel } = this.space;
    const stands = Math.log(this.space.count / panel.length);
    if (count === 0) {
      // Before the first event all vectors are zero, and all of the panel is alike.
      logSum.fill(Math.log(panel.length) + stands);
      entropy.fill(Math.log(panel.length));
      return;
    }
    for (let rate = 0; rate < logSum.length; rate += 1) {
      const scale = this.#scaleOf(rate);
      const highest = scale * this.bank.maximum(rate, panel.length);
      const raised = this.bank.raised(rate, panel.length, scale, highest);
      const logPanel = Math.log(raised[0]);
      logSum[rate] = highest + logPanel + stands;
      entropy[rate] = logPanel - raised[1] / raised[0];
    }
  }

  /** 1 over the place that an item would have had among all for a rate. @param score its own */
  closeness(rate: number, score: number): number {
    const { panel, count } = this.space;
    // The item may be of the panel itself, and its score there comes by another way of rounding.
    const least = score + SAME_SCORE;
    const above = this.bank.countAbove(rate, panel.length, this.#scaleOf(rate), least);
    return 1 / (1 + (above * count) / panel.length / 10);
  }

  /**
   * The log-likelihood of an item under a mixture.
   * @param products of the item's vector with each rate's vector at length 1, and everybody's, [rates + 1]
   */
  ofMixture(weights: ArrayLike<number>, products: Float64Array): number {
    const { space, settings } = this;
    const { panel, panelOfEverybody, count } = space;
    const rates = settings.kept.length;
    let own = 0;
    for (let rate = 0; rate < weights.length; rate += 1) {
      own += weights[rate] * settings.sharpness * products[rate];
    }
    for (let rate = 0; rate < rates; rate += 1) {
      this.#weights[rate] = weights[rate] * this.#scaleOf(rate);
    }
    const ofEverybody = settings.sharpness * (weights[rates] ?? 0);
    this.bank.mix(panel.length, this.#weights, panelOfEverybody, ofEverybody);
    const raised = this.bank.raised(rates, panel.length, 1, own);
    return Math.max(LEAST_REWARD, -Math.log((raised[0] * count) / panel.length));
  }

  /** What turns a product with a rate's sum into a score. */
  #scaleOf(rate: number): number {
    const length = this.memory.lengths[rate];
    return length > 0 ? this.settings.sharpness / length : 0;
  }
}
