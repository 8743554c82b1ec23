import {
  dot,
  dotOfSingles,
  dotWithTwo,
  factorSide,
  fitImplicitAls,
  lengthsOfSingles,
  readAhead,
  rowsOfSingles,
  type SparseMatrix,
  solveRow,
  timesGram,
  topK,
} from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import { PartsReader, PartsWriter } from '../parts.ts';
import { deviationOf } from '../score-board.ts';

const CONFIDENCE = 20;
const REGULARISATION = 80;
/** Rankings on Yelp's tune part do not gain from more. */
const ITERATIONS = 8;
const FOLD_IN_STEPS = 12;
/** By so much a bound may be too low. */
const ROUNDING = 1e-9;

/** The longest vectors, so many times as many as are asked for, are scored first: the best of them leave few others. */
const LOOKED_AT_FIRST = 4;

/** A user's taste in the space of the factors, with what standardises its scores over all items. */
export interface Taste {
  readonly vector: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/** What the fitted items have in common. */
interface Moments {
  readonly count: number;
  /** [factors] */
  readonly mean: Float64Array;
  /** [factors, factors], VᵀV + regularisation. */
  readonly gram: Float64Array;
}

/** Implicit-feedback factors of the items; users are folded in, seen before or not. */
export class FactorModel {
  /** [items] */
  readonly #lengths: Float64Array;
  readonly #both = new Float64Array(2);

  private constructor(
    /** [items, factors], those behind the fitted ones arrived later */
    private readonly vectors: Float32Array,
    readonly factors: number,
    private readonly moments: Moments = momentsOf(vectors, factors),
  ) {
    this.#lengths = lengthsOfSingles(vectors, factors, factors);
  }

  /** The vectors of the fitted items. */
  get items(): Float32Array {
    return this.vectors.subarray(0, this.moments.count * this.factors);
  }

  /** The same tastes, with vectors for the arrivals too. */
  knowing(arrivals: Arrivals): FactorModel {
    const { factors, moments } = this;
    return new FactorModel(arrivals.append(this.items, factors), factors, moments);
  }

  static fit(matrix: SparseMatrix, factors: number, seed: number): FactorModel {
    const fitted = fitImplicitAls(matrix, {
      factors,
      confidence: CONFIDENCE,
      regularisation: REGULARISATION,
      iterations: ITERATIONS,
      seed,
    });
    return new FactorModel(Float32Array.from(fitted.items), factors);
  }

  fold(items: ArrayLike<number>, weights: ArrayLike<number>): Taste {
    const { factors } = this;
    const { gram, count } = this.moments;
    this.readAhead(items);
    const vector = new Float64Array(factors);
    const own = { ...this.moments, factors, vectors: rowsOfSingles(this.vectors, items, factors) };
    const places = Int32Array.from({ length: items.length }, (_, place) => place);
    solveRow(own, places, weights, CONFIDENCE, FOLD_IN_STEPS, vector);
    const mean = dot(this.moments.mean, 0, vector, 0, factors);
    let square = -REGULARISATION * dot(vector, 0, vector, 0, factors);
    const image = timesGram(gram, vector);
    for (let k = 0; k < factors; k += 1) square += vector[k] * image[k];
    return { vector, ...deviationOf(mean, square / Math.max(count, 1)) };
  }

  /** Fetches what the scores of some items will need, -1 for none. */
  readAhead(items: ArrayLike<number>): void {
    readAhead(this.vectors, items, this.factors);
  }

  /** Standard deviations above the user's mean over all items. */
  score(taste: Taste, item: number): number {
    const { factors, vectors } = this;
    const raw = dotOfSingles(vectors, item * factors, taste.vector, 0, factors);
    return (raw - taste.mean) / taste.deviation;
  }

  /** Writes the scores of two tastes, of whom the item's vector is fetched once. */
  scoreBoth(first: Taste, second: Taste, item: number, into: Float32Array, at: number): void {
    const { factors, vectors } = this;
    const both = this.#both;
    dotWithTwo(vectors, item * factors, first.vector, second.vector, factors, both);
    into[at] = (both[0] - first.mean) / first.deviation;
    into[at + 1] = (both[1] - second.mean) / second.deviation;
  }

  /**
   * The `count` items with the greatest scores among these. A score is at most as great as two lengths
   * multiplied, so most vectors are never fetched.
   */
  best(taste: Taste, items: Int32Array, count: number): Int32Array {
    const length = Math.sqrt(dot(taste.vector, 0, taste.vector, 0, this.factors));
    const bounds = new Float64Array(items.length);
    for (let place = 0; place < items.length; place += 1) {
      const along = length * this.#lengths[items[place]] * (1 + ROUNDING);
      bounds[place] = (along - taste.mean) / taste.deviation;
    }
    const scores = new Float64Array(items.length).fill(Number.NEGATIVE_INFINITY);
    const longest = topK(bounds, items.length, LOOKED_AT_FIRST * count);
    this.readAhead(longest.map((place) => items[place]));
    const first = new Float64Array(longest.length);
    for (let at = 0; at < longest.length; at += 1) {
      const place = longest[at];
      first[at] = this.score(taste, items[place]);
      scores[place] = first[at];
      bounds[place] = Number.NEGATIVE_INFINITY;
    }
    // So many are at least as good already: what cannot be better than the last of them is not among the best.
    const last = topK(first, first.length, count).at(-1);
    const floor = last === undefined ? Number.POSITIVE_INFINITY : first[last];
    for (let place = 0; place < items.length; place += 1) {
      if (bounds[place] >= floor) scores[place] = this.score(taste, items[place]);
    }
    return topK(scores, items.length, count).map((place) => items[place]);
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter().json('factors', this.factors).numbers('items', this.items).parts;
  }

  static fromParts(parts: ReadonlyMap<string, Uint8Array>): FactorModel {
    const reader = new PartsReader(parts);
    return new FactorModel(reader.floats('items'), reader.json<number>('factors'));
  }
}

function momentsOf(items: Float32Array, factors: number): Moments {
  const vectors = new Float64Array(items);
  const count = factors === 0 ? 0 : vectors.length / factors;
  const mean = new Float64Array(factors);
  items.forEach((value, at) => {
    mean[at % factors] += value / count;
  });
  return { count, mean, gram: factorSide(vectors, count, factors, REGULARISATION).gram };
}
