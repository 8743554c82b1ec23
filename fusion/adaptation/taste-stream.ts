import { addScaled, dot } from '../linear/index.ts';
import { ForgettingBank } from './forgetting-bank.ts';
import { type ItemSpace, LEAST_REWARD } from './item-space.ts';
import { eventsToRead, reencode } from './reencode.ts';
import { emptyMemory, packMemory, type StreamMemory, unpackMemory } from './stream-memory.ts';

const SECOND_MS = 1000;
/** A pause longer than this ends a visit. */
const VISIT_MS = 1_800_000;
const DAY_MS = 86_400_000;
const DAY_ANGLE = (2 * Math.PI) / DAY_MS;
const LONGEST_PAUSE_MS = 1e9;
/** Scores this near to one another are one and the same. */
const SAME_SCORE = 1e-9;
/** What the averages keep of themselves at each event. */
const FAST = 0.7;
const SLOW = 0.9;

/** What adaptation reads rates and scales from; fixed when a policy is trained. */
export interface StreamSettings {
  /** What each forgetting rate keeps of the past at an event, fastest forgetting first. */
  readonly kept: readonly number[];
  /**
   * The weights of the mixture without a policy, at least 0, [rates] or [rates + 1]: what follows the rates
   * is the weight of everybody's vector, which no event moves.
   */
  readonly equal: readonly number[];
  /** Logits are so many times the product of a direction with an item's vector. */
  readonly sharpness: number;
}

/** What a policy does with what comes next. */
export interface Decision {
  readonly weights: Float64Array;
  /** Whether it asks for a full re-encode. */
  readonly reencodes: boolean;
}

/**
 * One user's events of one modality as adaptation follows them: a vector for each forgetting rate, how
 * well each foretold the events so far, and what the policy may know of that.
 */
export class TasteStream {
  #memory: StreamMemory;
  readonly #bank: ForgettingBank;
  /** What the bank's sums give with the panel, kept like the sums: a product for each would cost most of all. */
  readonly #products: ForgettingBank;
  readonly #directions: Float64Array;
  #lengths: Float64Array;
  /** Of each rate: what turns a product with its sum into a score. */
  readonly #scales: Float64Array;
  /** Of each rate: log of the sum over the catalogue, its entropy. */
  readonly #logSum: Float64Array;
  readonly #entropy: Float64Array;
  readonly #items: number[] = [];
  /** Whether the panel was looked at since the last event: only who asks what came of it needs that. */
  #hasLooked = false;

  constructor(
    readonly space: ItemSpace,
    readonly settings: StreamSettings,
  ) {
    const rates = settings.kept.length;
    this.#memory = emptyMemory(rates);
    this.#bank = new ForgettingBank(settings.kept, space.dimension);
    this.#products = new ForgettingBank(settings.kept, space.panel.length);
    this.#directions = new Float64Array((rates + 1) * space.dimension);
    this.#directions.set(space.everybody, rates * space.dimension);
    this.#lengths = new Float64Array(rates);
    this.#scales = new Float64Array(rates);
    this.#logSum = new Float64Array(rates);
    this.#entropy = new Float64Array(rates);
  }

  /**
   * A stream as it was left. What it keeps for each item is added up anew, in the same order and so to the
   * last bit; all that takes long, what each event was worth to whom, comes from what was packed.
   * @param items all that it had observed, in order of time
   */
  static resume(
    space: ItemSpace,
    settings: StreamSettings,
    items: readonly number[],
    packed: Float64Array,
  ): TasteStream {
    const stream = new TasteStream(space, settings);
    stream.#memory = unpackMemory(packed, settings.kept.length);
    for (const item of items) stream.#remember(item);
    return stream;
  }

  /** What `resume` needs besides the items. */
  pack(): Float64Array {
    return packMemory(this.#memory);
  }

  get count(): number {
    return this.#memory.count;
  }

  /** Each rate's vector at length 1, zero before the first event, and everybody's, [rates + 1, dimension]. */
  get directions(): Float64Array {
    this.#look();
    return this.#directions;
  }

  /** What each rate remembers, as a length, [rates]. */
  get lengths(): Float64Array {
    this.#look();
    return this.#lengths;
  }

  /** In order of time. */
  get items(): readonly number[] {
    return this.#items;
  }

  /** What the policy gained on the equal mixture, on how many events, and how many it read again for that. */
  get gained(): { readonly gain: number; readonly judged: number; readonly readAgain: number } {
    const { gain, judged, readAgain } = this.#memory;
    return { gain, judged, readAgain };
  }

  /** Compares what a policy does with the equal mixture on the event that comes next: both rewards are known. */
  judge(item: number, { weights, reencodes }: Decision, price: number): void {
    const memory = this.#memory;
    const { space, settings } = this;
    memory.gain -= this.reward(item, settings.equal);
    memory.judged += 1;
    if (reencodes) {
      const events = eventsToRead(this);
      memory.gain += space.reward(item, reencode(this, weights), settings.sharpness);
      memory.gain -= price * events;
      this.paid(events);
    } else memory.gain += this.reward(item, weights);
  }

  /** Counts events that a full re-encode read again. */
  paid(events: number): void {
    this.#memory.readAgain += events;
  }

  /** Each rate's mean reward over some ten events, [rates]. */
  get averageRewards(): Float64Array {
    return this.#memory.slow.slice(0, this.settings.kept.length);
  }

  /**
   * Takes in an event and gives the reward that each rate would have had: the log-likelihood of the
   * item before it was seen, [rates].
   */
  observe(item: number, at: number): Float64Array {
    this.#look();
    const { space, settings } = this;
    const memory = this.#memory;
    const rates = settings.kept.length;
    const { dimension, vectors } = space;
    const offset = item * dimension;
    const rewards = new Float64Array(rates);
    const length = space.lengths[item] || 1;
    for (let rate = 0; rate < rates; rate += 1) {
      const product = dot(vectors, offset, this.#directions, rate * dimension, dimension);
      const score = settings.sharpness * product;
      rewards[rate] = Math.max(LEAST_REWARD, score - this.#logSum[rate]);
      memory.lagged[rate] = rewards[rate];
      memory.lagged[rates + rate] = this.#closeness(rate, score);
      memory.fit[rate] = product / length;
    }
    this.#average();
    this.#time(at);
    memory.agreement =
      memory.lastItem < 0
        ? 0
        : dot(vectors, offset, vectors, memory.lastItem * dimension, dimension) /
          (length * (space.lengths[memory.lastItem] || 1));
    memory.lastItem = item;
    memory.count += 1;
    this.#remember(item);
    return rewards;
  }

  /** What the policy sees after the last event, in the order of `featureNames`. */
  features(): Float64Array {
    this.#look();
    const memory = this.#memory;
    const rates = this.settings.kept.length;
    const middle = Math.floor(rates / 2);
    const seconds = memory.pauseMs / SECOND_MS;
    const clock = (memory.lastAt % DAY_MS) * DAY_ANGLE;
    const three = [0, middle, rates - 1];
    return Float64Array.from([
      Math.log1p(seconds),
      memory.pauseMs < SECOND_MS ? 1 : 0,
      memory.pauseMs > VISIT_MS ? 1 : 0,
      memory.pauseMs > DAY_MS ? 1 : 0,
      Math.log1p(memory.count),
      Math.log1p(memory.run),
      Math.sin(clock),
      Math.cos(clock),
      this.#cosine(0, rates - 1),
      this.#cosine(middle, rates - 1),
      this.#cosine(0, middle),
      ...three.map((rate) => memory.fit[rate]),
      memory.agreement,
      ...three.map((rate) => Math.log1p(this.#lengths[rate])),
      memory.volatility,
      ...this.#entropy,
      ...memory.lagged,
      ...memory.fast,
      ...memory.slow,
    ]);
  }

  /** The log-likelihood of an item under a mixture, by the panel. */
  reward(item: number, weights: ArrayLike<number>): number {
    this.#look();
    const { space, settings } = this;
    const { dimension, panel, vectors, count } = space;
    let own = 0;
    for (let rate = 0; rate < weights.length; rate += 1) {
      const product = dot(vectors, item * dimension, this.#directions, rate * dimension, dimension);
      own += weights[rate] * settings.sharpness * product;
    }
    const scores = new Float64Array(panel.length);
    const rates = settings.kept.length;
    const ofEverybody = settings.sharpness * (weights[rates] ?? 0);
    addScaled(scores, 0, ofEverybody, space.panelOfEverybody, 0, panel.length);
    for (let rate = 0; rate < rates; rate += 1) {
      const weight = weights[rate] * this.#scales[rate];
      if (weight === 0) continue;
      addScaled(scores, 0, weight, this.#products.sums, rate * panel.length, panel.length);
    }
    let sum = 0;
    for (const score of scores) sum += Math.exp(score - own);
    return Math.max(LEAST_REWARD, -Math.log((sum * count) / panel.length));
  }

  #remember(item: number): void {
    const { space } = this;
    this.#items.push(item);
    this.#bank.remember(space.imprints, item * space.dimension);
    this.#products.remember(space.panelProducts(item), 0);
    this.#hasLooked = false;
  }

  #average(): void {
    const { lagged, fast, slow } = this.#memory;
    const middle = Math.floor(this.settings.kept.length / 2);
    for (let entry = 0; entry < lagged.length; entry += 1) {
      fast[entry] = FAST * fast[entry] + (1 - FAST) * lagged[entry];
      slow[entry] = SLOW * slow[entry] + (1 - SLOW) * lagged[entry];
    }
    const surprise = (lagged[middle] - slow[middle]) ** 2;
    this.#memory.volatility = SLOW * this.#memory.volatility + (1 - SLOW) * surprise;
  }

  #time(at: number): void {
    const memory = this.#memory;
    const pause = memory.count === 0 ? LONGEST_PAUSE_MS : at - memory.lastAt;
    memory.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(0, pause));
    memory.run = memory.pauseMs > VISIT_MS ? 0 : memory.run + 1;
    memory.lastAt = at;
  }

  /** Looks at the panel with every rate's vector, unless that is done. */
  #look(): void {
    if (this.#hasLooked) return;
    this.#hasLooked = true;
    const { space, settings } = this;
    const { panel } = space;
    const { sums } = this.#products;
    this.#lengths = this.#bank.directions(this.#directions);
    const stands = Math.log(space.count / panel.length);
    if (this.#memory.count === 0) {
      // Before the first event all vectors are zero, and all of the panel is alike.
      this.#logSum.fill(Math.log(panel.length) + stands);
      this.#entropy.fill(Math.log(panel.length));
      return;
    }
    for (let rate = 0; rate < settings.kept.length; rate += 1) {
      const row = rate * panel.length;
      const length = this.#lengths[rate];
      const scale = length > 0 ? settings.sharpness / length : 0;
      this.#scales[rate] = scale;
      let highest = Number.NEGATIVE_INFINITY;
      for (let place = 0; place < panel.length; place += 1) {
        const score = scale * sums[row + place];
        if (score > highest) highest = score;
      }
      let sum = 0;
      let weighted = 0;
      for (let place = 0; place < panel.length; place += 1) {
        const score = scale * sums[row + place] - highest;
        const raised = Math.exp(score);
        sum += raised;
        weighted += raised * score;
      }
      const logPanel = Math.log(sum);
      this.#logSum[rate] = highest + logPanel + stands;
      this.#entropy[rate] = logPanel - weighted / sum;
    }
  }

  /** 1 over the place that the item would have had among all, by the panel. */
  #closeness(rate: number, score: number): number {
    const { panel, count } = this.space;
    const { sums } = this.#products;
    const row = rate * panel.length;
    const scale = this.#scales[rate];
    // The item may be of the panel itself, and its score there comes by another way of rounding.
    const least = score + SAME_SCORE;
    let above = 0;
    for (let place = 0; place < panel.length; place += 1) {
      if (scale * sums[row + place] > least) above += 1;
    }
    return 1 / (1 + (above * count) / panel.length / 10);
  }

  #cosine(left: number, right: number): number {
    const { dimension } = this.space;
    const directions = this.#directions;
    return dot(directions, left * dimension, directions, right * dimension, dimension);
  }
}

/** Which places of the features belong together, by what they tell; see `TasteStream.features`. */
export function featureGroups(rates: number): Map<string, number[]> {
  const from = (start: number, count: number) => Array.from({ length: count }, (_, k) => start + k);
  return new Map([
    ['pause', from(0, 4)],
    ['history', [4, 5, 15, 16, 17]],
    ['clock', from(6, 2)],
    ['agreement', from(8, 7)],
    ['certainty', from(19, rates)],
    ['rewards', [18, ...from(19 + rates, 6 * rates)]],
  ]);
}

/** Which places of the features no order of the events changes: how many, how long and how clear what keeps all is. */
export function unorderedFeatures(rates: number): number[] {
  return [4, 17, 18 + rates];
}
