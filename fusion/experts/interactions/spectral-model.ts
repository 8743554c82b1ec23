import { dot, fitGraphFilter, type SparseMatrix } from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import { PartsReader, PartsWriter } from '../parts.ts';
import { deviationOf } from '../score-board.ts';
import type { Taste } from './factor-model.ts';

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
  readonly #vectors: Float64Array;
  readonly #inwards: Float64Array;
  readonly #outwards: Float64Array;
  readonly #moments: Moments;
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
    this.#vectors = Float64Array.from(vectors);
    this.#inwards = Float64Array.from(degrees, (degree) => (degree > 0 ? degree ** -0.5 : 0));
    this.#outwards = Float64Array.from(degrees, (degree) => Math.sqrt(degree));
    this.#moments = moments ?? momentsOf(this.#vectors, this.#outwards, rank);
    const leading = Math.min(rank, LIKENESS_RANK);
    this.#lengths = Float64Array.from(degrees, (_, item) =>
      Math.sqrt(dot(this.#vectors, item * rank, this.#vectors, item * rank, leading)),
    );
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
    const { rank } = this;
    const vector = new Float64Array(rank);
    for (let entry = 0; entry < items.length; entry += 1) {
      const from = items[entry] * rank;
      const scale = weights[entry] * this.#inwards[items[entry]];
      for (let k = 0; k < rank; k += 1) vector[k] += scale * this.#vectors[from + k];
    }
    return this.standardise(vector);
  }

  /** A taste out of any vector of the space, such as the mean of friends' vectors. */
  standardise(vector: Float64Array): Taste {
    const { rank } = this;
    const { meanOut, squareOut } = this.#moments;
    let square = 0;
    for (let k = 0; k < rank; k += 1)
      square += vector[k] * dot(squareOut, k * rank, vector, 0, rank);
    return { vector, ...deviationOf(dot(meanOut, 0, vector, 0, rank), square) };
  }

  /** GF-CF's low-pass score of an item, raw. */
  rawScore(taste: Taste, item: number): number {
    const { rank } = this;
    return this.#outwards[item] * dot(this.#vectors, item * rank, taste.vector, 0, rank);
  }

  score(taste: Taste, item: number): number {
    return (this.rawScore(taste, item) - taste.mean) / taste.deviation;
  }

  /** Cosine of two items' leading directions, at least 0. */
  likeness(left: number, right: number): number {
    const lengths = this.#lengths[left] * this.#lengths[right];
    if (lengths < 1e-12) return 0;
    const { rank } = this;
    const leading = Math.min(rank, LIKENESS_RANK);
    const along = dot(this.#vectors, left * rank, this.#vectors, right * rank, leading);
    return Math.max(along / lengths, 0);
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

function momentsOf(vectors: Float64Array, outwards: Float64Array, rank: number): Moments {
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
