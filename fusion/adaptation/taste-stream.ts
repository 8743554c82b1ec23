import { dot } from '../linear/index.ts';
import { ForgettingBank } from './forgetting-bank.ts';
import { type ItemSpace, LEAST_REWARD } from './item-space.ts';
import { PanelLikelihood } from './panel-likelihood.ts';
import { eventsToRead, reencode } from './reencode.ts';
import { featureCount, VISIT_MS, writeFeatures } from './stream-features.ts';
import {
  clearMemory,
  emptyMemory,
  packMemory,
  type StreamMemory,
  unpackMemory,
} from './stream-memory.ts';
import type { Decision, StreamSettings } from './stream-settings.ts';

const LONGEST_PAUSE_MS = 1e9;
/** What the averages keep of themselves at each event. */
const FAST = 0.7;
const SLOW = 0.9;

/**
 * One user's events of one modality as adaptation follows them: a vector for each forgetting rate, how
 * well each foretold the events so far, and what the policy may know of that.
 */
export class TasteStream {
  readonly #memory: StreamMemory;
  /** Of each rate what it gives with the panel, then its vector: a product for each would cost most of all. */
  readonly #bank: ForgettingBank;
  readonly #panel: PanelLikelihood;
  readonly #directions: Float64Array;
  /** Of the item at hand with each direction, [rates + 1]. */
  readonly #products: Float64Array;
  /** The item that they are of; -1 where the directions have changed since. */
  #multiplied = -1;
  readonly #items: number[] = [];
  /** How many of the items the bank has taken in: after a rest it is added up when somebody asks for it. */
  #added = 0;
  #hasDirections = false;

  constructor(
    readonly space: ItemSpace,
    readonly settings: StreamSettings,
  ) {
    const rates = settings.kept.length;
    this.#memory = emptyMemory(rates);
    this.#bank = new ForgettingBank(settings.kept, space.traceWidth);
    this.#panel = new PanelLikelihood(space, settings, this.#bank, this.#memory);
    this.#directions = new Float64Array((rates + 1) * space.dimension);
    this.#directions.set(space.everybody, rates * space.dimension);
    this.#products = new Float64Array(rates + 1);
  }

  /** Begins anew as somebody else's stream: to make one takes as long as to follow several events. */
  clear(): void {
    clearMemory(this.#memory);
    this.#items.length = 0;
    this.#added = 0;
    this.#hasDirections = false;
    this.#multiplied = -1;
  }

  /**
   * Goes on as a stream that was packed. What it keeps for each item is added up anew, in the same order and so
   * to the last bit, once that is asked for; all that takes long, what each event was worth to whom, was packed.
   * @param itemAt the item of each event that it had observed, by its place in time
   */
  resume(packed: Float64Array, itemAt: (event: number) => number): void {
    this.clear();
    unpackMemory(this.#memory, packed);
    for (let event = 0; event < this.#memory.count; event += 1) this.#items.push(itemAt(event));
  }

  /** Writes what `resume` needs besides the items, `memoryWidth` numbers. */
  pack(into: Float64Array): void {
    this.#makeCurrent();
    packMemory(this.#memory, into);
  }

  get count(): number {
    return this.#memory.count;
  }

  /** When the last event was, in milliseconds since the epoch. */
  get lastAt(): number {
    return this.#memory.lastAt;
  }

  /** Each rate's vector at length 1, zero before the first event, and everybody's, [rates + 1, dimension]. */
  get directions(): Float64Array {
    this.#direct();
    return this.#directions;
  }

  /** What each rate remembers, as a length, [rates]. */
  get lengths(): Float64Array {
    this.#makeCurrent();
    return this.#memory.lengths;
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

  /** From here on what another policy gains is added up, and what it costs. */
  forgetGains(): void {
    Object.assign(this.#memory, { gain: 0, judged: 0, readAgain: 0 });
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
    this.#multiply(item);
    const { space, settings } = this;
    const memory = this.#memory;
    const rates = settings.kept.length;
    const { dimension, vectors } = space;
    const rewards = new Float64Array(rates);
    const length = space.lengths[item] || 1;
    for (let rate = 0; rate < rates; rate += 1) {
      const product = this.#products[rate];
      const score = settings.sharpness * product;
      rewards[rate] = Math.max(LEAST_REWARD, score - memory.logSum[rate]);
      memory.lagged[rate] = rewards[rate];
      memory.lagged[rates + rate] = this.#panel.closeness(rate, score);
      memory.fit[rate] = product / length;
    }
    this.#average();
    this.#time(at);
    const { lastItem } = memory;
    memory.agreement =
      lastItem < 0
        ? 0
        : dot(vectors, item * dimension, vectors, lastItem * dimension, dimension) /
          (length * (space.lengths[lastItem] || 1));
    memory.lastItem = item;
    memory.count += 1;
    this.#items.push(item);
    memory.isCurrent = false;
    this.#hasDirections = false;
    this.#multiplied = -1;
    return rewards;
  }

  /**
   * What the policy sees after the last event, in the order of `writeFeatures`.
   * @param into where it is written, and given back; a new array if nothing is said
   */
  features(
    into: Float64Array = new Float64Array(featureCount(this.settings.kept.length)),
  ): Float64Array {
    this.#makeCurrent();
    writeFeatures(this.#memory, into);
    return into;
  }

  /** The log-likelihood of an item under a mixture, by the panel. */
  reward(item: number, weights: ArrayLike<number>): number {
    this.#multiply(item);
    return this.#panel.ofMixture(weights, this.#products);
  }

  /** Multiplies an item's vector with each direction, unless that is done. */
  #multiply(item: number): void {
    if (item === this.#multiplied) return;
    this.#multiplied = item;
    this.#makeCurrent();
    this.#direct();
    const { dimension, vectors } = this.space;
    const from = item * dimension;
    for (let rate = 0; rate < this.#products.length; rate += 1) {
      const product = dot(vectors, from, this.#directions, rate * dimension, dimension);
      this.#products[rate] = product;
    }
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

  /** Brings the bank up to the last event. */
  #add(): void {
    const items = this.#items;
    if (this.#added === items.length) return;
    if (this.#added === 0) this.#bank.clear();
    const rows: Float64Array[] = [];
    for (let at = this.#added; at < items.length; at += 1) {
      rows.push(this.space.traceOf(items[at]));
    }
    this.#bank.remember(rows);
    this.#added = items.length;
  }

  /** Turns the sums into vectors of length 1, unless that is done. */
  #direct(): void {
    if (this.#hasDirections) return;
    this.#hasDirections = true;
    this.#add();
    const directions = this.#directions;
    const { lengths } = this.#memory;
    const { sums, width } = this.#bank;
    const { dimension } = this.space;
    if (this.#added === 0) {
      lengths.fill(0);
      directions.fill(0, 0, lengths.length * dimension);
      return;
    }
    for (let rate = 0; rate < lengths.length; rate += 1) {
      const from = (rate + 1) * width - dimension;
      let square = 0;
      for (let axis = 0; axis < dimension; axis += 1)
        square += sums[from + axis] * sums[from + axis];
      const length = Math.sqrt(square);
      lengths[rate] = length;
      const scale = length > 0 ? 1 / length : 0;
      for (let axis = 0; axis < dimension; axis += 1) {
        directions[rate * dimension + axis] = scale * sums[from + axis];
      }
    }
  }

  /** Looks at the panel with every rate's vector, unless that is done. */
  #makeCurrent(): void {
    const memory = this.#memory;
    if (memory.isCurrent) return;
    memory.isCurrent = true;
    this.#direct();
    const last = this.settings.kept.length - 1;
    const middle = Math.floor(this.settings.kept.length / 2);
    memory.cosines[0] = this.#cosine(0, last);
    memory.cosines[1] = this.#cosine(middle, last);
    memory.cosines[2] = this.#cosine(0, middle);
    this.#panel.look();
  }

  #cosine(left: number, right: number): number {
    const { dimension } = this.space;
    const directions = this.#directions;
    return dot(directions, left * dimension, directions, right * dimension, dimension);
  }
}
