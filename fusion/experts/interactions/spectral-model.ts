import {
  dot,
  dotOfSingles,
  fitGraphFilter,
  lengthsOfSingles,
  readAhead,
  readAheadNumbers,
  type SparseMatrix,
  timesVector,
} from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import { PartsReader, PartsWriter } from '../parts.ts';
import { deviationOf } from '../score-board.ts';
import type { Taste } from './factor-model.ts';
import { LikenessTo } from './likeness-to.ts';

/** How many of the leading directions say whether two items are alike. */
const LIKENESS_RANK = 64;

/** What standardises a user's scores over all items. */
interface Moments {
  readonly meanOut: Float64Array;
  /** [rank, rank], Σ d v vᵀ / items. */
  readonly squareOut: Float64Array;
}

/** The low frequencies of the user-item graph: GF-CF's ideal filter, and likeness between items. */
export class SpectralModel {
  readonly rank: number;
  readonly #inwards: Float64Array;
  readonly #outwards: Float64Array;
  readonly #moments: Moments;
  readonly #leading: number;
  /** [items], length of an item's leading directions. */
  readonly #lengths: Float64Array;

  private constructor(
    private readonly vectors: Float32Array,
    private readonly degrees: Float32Array,
    moments: Moments | null = null,
  ) {
    const count = degrees.length;
    this.rank = count === 0 ? 0 : vectors.length / count;
    const { rank } = this;
    this.#inwards = Float64Array.from(degrees, (degree) => (degree > 0 ? degree ** -0.5 : 0));
    this.#outwards = Float64Array.from(degrees, (degree) => Math.sqrt(degree));
    this.#moments = moments ?? momentsOf(vectors, this.#outwards, rank);
    this.#leading = Math.min(rank, LIKENESS_RANK);
    this.#lengths = lengthsOfSingles(vectors, rank, this.#leading);
  }

  /** The same frequencies, with the arrivals' places among them. */
  knowing(arrivals: Arrivals): SpectralModel {
    const vectors = arrivals.append(this.vectors, this.rank);
    return new SpectralModel(vectors, arrivals.append(this.degrees, 1), this.#moments);
  }

  static fit(matrix: SparseMatrix, rank: number, seed: number): SpectralModel {
    const filter = fitGraphFilter(matrix, rank, seed);
    return new SpectralModel(
      Float32Array.from(filter.vectors),
      Float32Array.from(matrix.columnSums()),
    );
  }

  /** The user's place among the low frequencies, Vᵀ D^-½ r. */
  fold(items: ArrayLike<number>, weights: ArrayLike<number>): Taste {
    const { rank, vectors } = this;
    const vector = new Float64Array(rank);
    this.readAhead(items);
    for (let entry = 0; entry < items.length; entry += 1) {
      const from = items[entry] * rank;
      const scale = weights[entry] * this.#inwards[items[entry]];
      for (let k = 0; k < rank; k += 1) vector[k] += scale * vectors[from + k];
    }
    return this.standardise(vector);
  }

  /** A taste out of any vector of the space, such as the mean of friends' vectors. */
  standardise(vector: Float64Array): Taste {
    const { rank } = this;
    const { meanOut, squareOut } = this.#moments;
    let square = 0;
    const image = new Float64Array(rank);
    timesVector(squareOut, rank, rank, vector, image);
    for (let k = 0; k < rank; k += 1) square += vector[k] * image[k];
    return { vector, ...deviationOf(dot(meanOut, 0, vector, 0, rank), square) };
  }

  /** Fetches what the scores of some items and likeness to them will need, -1 for none. */
  readAhead(items: ArrayLike<number>): void {
    readAhead(this.vectors, items, this.rank);
    readAheadNumbers(this.#outwards, items);
    readAheadNumbers(this.#lengths, items);
  }

  /** GF-CF's low-pass score of an item, raw. */
  rawScore(taste: Taste, item: number): number {
    const { rank } = this;
    return this.#outwards[item] * dotOfSingles(this.vectors, item * rank, taste.vector, 0, rank);
  }

  score(taste: Taste, item: number): number {
    return (this.rawScore(taste, item) - taste.mean) / taste.deviation;
  }

  /** How alike any item is to each of these: the cosine of their leading directions, at least 0. */
  likenessTo(items: Int32Array): LikenessTo {
    return new LikenessTo(items, {
      vectors: this.vectors,
      rank: this.rank,
      leading: this.#leading,
      lengths: this.#lengths,
    });
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter().numbers('vectors', this.vectors).numbers('degrees', this.degrees)
      .parts;
  }

  static fromParts(parts: ReadonlyMap<string, Uint8Array>): SpectralModel {
    const reader = new PartsReader(parts);
    return new SpectralModel(reader.floats('vectors'), reader.floats('degrees'));
  }
}

function momentsOf(vectors: Float32Array, outwards: Float64Array, rank: number): Moments {
  const count = outwards.length;
  const meanOut = new Float64Array(rank);
  const squareOut = new Float64Array(rank * rank);
  for (let item = 0; item < count; item += 1) {
    const from = item * rank;
    for (let k = 0; k < rank; k += 1) {
      meanOut[k] += (outwards[item] * vectors[from + k]) / count;
      const scaled = (outwards[item] ** 2 * vectors[from + k]) / count;
      if (scaled === 0) continue;
      for (let j = 0; j < rank; j += 1) squareOut[k * rank + j] += scaled * vectors[from + j];
    }
  }
  return { meanOut, squareOut };
}
