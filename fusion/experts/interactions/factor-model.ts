import {
  dot,
  type FactorSide,
  factorSide,
  fitImplicitAls,
  type SparseMatrix,
  solveRow,
} from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import { PartsReader, PartsWriter } from '../parts.ts';
import { deviationOf } from '../score-board.ts';

const CONFIDENCE = 20;
const REGULARISATION = 80;
/** Rankings on Yelp's tune part do not gain from more. */
const ITERATIONS = 8;
const FOLD_IN_STEPS = 12;

/** A user's taste in the space of the factors, with what standardises its scores over all items. */
export interface Taste {
  readonly vector: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/** Implicit-feedback factors of the items; users are folded in, seen before or not. */
export class FactorModel {
  readonly #mean: Float64Array;

  private constructor(
    readonly items: Float32Array,
    readonly factors: number,
    /** What users are folded into; of items that arrived later it holds the vectors alone. */
    private readonly side: FactorSide = sideOf(items, factors),
  ) {
    this.#mean = new Float64Array(factors);
    items.forEach((value, at) => {
      this.#mean[at % factors] += value / side.count;
    });
  }

  /** The same tastes, with vectors for the arrivals too. */
  knowing(arrivals: Arrivals): FactorModel {
    const { items, factors, side } = this;
    const vectors = arrivals.append(side.vectors, factors);
    return new FactorModel(items, factors, { ...side, vectors });
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
    const { factors, gram, count } = this.side;
    const vector = new Float64Array(factors);
    solveRow(this.side, items, weights, CONFIDENCE, FOLD_IN_STEPS, vector);
    const mean = dot(this.#mean, 0, vector, 0, factors);
    let square = -REGULARISATION * dot(vector, 0, vector, 0, factors);
    for (let k = 0; k < factors; k += 1)
      square += vector[k] * dot(gram, k * factors, vector, 0, factors);
    return { vector, ...deviationOf(mean, square / Math.max(count, 1)) };
  }

  /** Standard deviations above the user's mean over all items. */
  score(taste: Taste, item: number): number {
    const { factors, vectors } = this.side;
    return (dot(vectors, item * factors, taste.vector, 0, factors) - taste.mean) / taste.deviation;
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter().json('factors', this.factors).numbers('items', this.items).parts;
  }

  static fromParts(parts: ReadonlyMap<string, Uint8Array>): FactorModel {
    const reader = new PartsReader(parts);
    return new FactorModel(reader.floats('items'), reader.json<number>('factors'));
  }
}

function sideOf(items: Float32Array, factors: number): FactorSide {
  const vectors = Float64Array.from(items);
  const count = factors === 0 ? 0 : vectors.length / factors;
  return factorSide(vectors, count, factors, REGULARISATION);
}
