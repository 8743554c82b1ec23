import { addScaled, dot, factorSide, invertPositiveDefinite, product } from '../linear/index.ts';
import { RandomSource } from '../tensor/index.ts';

/** How strongly vectors are pulled towards zero in the fit of the factors. */
export const ITEM_REGULARISATION = 10;
/**
 * The same for people who are followed. A few events say little of somebody along axes on which items hardly
 * differ: four times what fits the items ranks best on the films' earlier part (80 gives a greater likelihood,
 * and ranks worse).
 */
const USER_REGULARISATION = 40;
/** Rows of what events leave behind that are remembered, some 2.5 kB each. */
const ROWS_KEPT = 8192;
/** Items that stand for the whole catalogue where only a likelihood is wanted. */
const PANEL = 256;
const PANEL_SEED = 1;
/** Likelihoods below this say no more than that the item was a surprise. */
export const LEAST_REWARD = -20;

/** What else an item space may be told. */
export interface ItemSpaceOptions {
  /** How many items stand for the whole catalogue. */
  readonly panel?: number;
  readonly everybody?: Float64Array;
}

/**
 * The items as adaptation sees them. A user's vector by weighted least squares on implicit feedback is
 * (G + VᵀDV)⁻¹ VᵀC1; where one user's events are few beside the catalogue, VᵀDV is small beside G, and
 * the vector is a sum over events of G⁻¹v: the item's *imprint*. A sum can be kept event by event,
 * which solving anew cannot.
 */
export class ItemSpace {
  /** [count, dimension], V G⁻¹ */
  readonly imprints: Float64Array;
  /** Lengths of the vectors, [count]. */
  readonly lengths: Float64Array;
  /** A sample of the items, the same for everybody, with their vectors in one piece. */
  readonly panel: Int32Array;
  /** [panel, dimension] */
  readonly panelVectors: Float64Array;
  /** What everybody's vector gives with each vector of the panel, [panel]. */
  readonly panelOfEverybody: Float64Array;
  /** [dimension, dimension], VᵀV + a diagonal */
  readonly gram: Float64Array;
  readonly #traces = new Map<number, Float64Array>();

  /** Where people are in the mean, at length 1, [dimension]; zero where that is not known. */
  readonly everybody: Float64Array;

  /** @param vectors item factors of implicit feedback, [count, dimension] */
  constructor(
    readonly vectors: Float64Array,
    readonly dimension: number,
    { panel = PANEL, everybody }: ItemSpaceOptions = {},
  ) {
    this.everybody = everybody ?? new Float64Array(dimension);
    const count = vectors.length / dimension;
    if (!Number.isInteger(count) || count === 0) {
      throw new RangeError(`${vectors.length} numbers are no vectors of ${dimension}.`);
    }
    const { gram } = factorSide(vectors, count, dimension, USER_REGULARISATION);
    this.gram = gram;
    const inverse = invertPositiveDefinite(gram, dimension);
    this.imprints = product(vectors, inverse, count, dimension, dimension);
    this.lengths = Float64Array.from({ length: count }, (_, item) =>
      Math.hypot(...vectors.subarray(item * dimension, (item + 1) * dimension)),
    );
    const items = Int32Array.from({ length: count }, (_, item) => item);
    this.panel = RandomSource.fromSeed(PANEL_SEED).shuffle(items).slice(0, panel).sort();
    this.panelVectors = new Float64Array(this.panel.length * dimension);
    this.panel.forEach((item, place) => {
      const vector = vectors.subarray(item * dimension, (item + 1) * dimension);
      this.panelVectors.set(vector, place * dimension);
    });
    this.panelOfEverybody = Float64Array.from(this.panel, (_, place) =>
      dot(this.panelVectors, place * dimension, this.everybody, 0, dimension),
    );
  }

  /** The same items, with where people are in the mean: each counts alike, by the mean of their imprints. */
  among(streams: readonly { readonly items: ArrayLike<number> }[]): ItemSpace {
    const { dimension, imprints, vectors, panel } = this;
    const sum = new Float64Array(dimension);
    for (const { items } of streams) {
      for (let event = 0; event < items.length; event += 1) {
        addScaled(sum, 0, 1 / items.length, imprints, items[event] * dimension, dimension);
      }
    }
    const length = Math.hypot(...sum) || 1;
    const everybody = sum.map((value) => value / length);
    return new ItemSpace(vectors, dimension, { panel: panel.length, everybody });
  }

  get count(): number {
    return this.lengths.length;
  }

  /** The log-likelihood of an item under a vector, by the panel. */
  reward(item: number, vector: Float64Array, sharpness: number): number {
    const { dimension, vectors, panel, panelVectors, count } = this;
    const own = dot(vectors, item * dimension, vector, 0, dimension);
    let sum = 0;
    for (let place = 0; place < panel.length; place += 1) {
      const other = dot(panelVectors, place * dimension, vector, 0, dimension);
      sum += Math.exp(sharpness * (other - own));
    }
    return Math.max(LEAST_REWARD, -Math.log((sum * count) / panel.length));
  }

  /** How long `traceOf` is. */
  get traceWidth(): number {
    return this.panel.length + this.dimension;
  }

  /** What an event about an item leaves behind: its imprint times each vector of the panel, then the imprint. */
  traceOf(item: number): Float64Array {
    const known = this.#traces.get(item);
    if (known !== undefined) return known;
    const { dimension, imprints, panel, panelVectors } = this;
    const trace = new Float64Array(this.traceWidth);
    const from = item * dimension;
    for (let place = 0; place < panel.length; place += 1) {
      trace[place] = dot(panelVectors, place * dimension, imprints, from, dimension);
    }
    trace.set(imprints.subarray(from, from + dimension), panel.length);
    if (this.#traces.size >= ROWS_KEPT) this.#traces.clear();
    this.#traces.set(item, trace);
    return trace;
  }
}
