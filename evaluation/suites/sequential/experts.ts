import type { ColumnBlock } from '../../../fusion/experts/fitted-expert.ts';
import { fade } from '../../../fusion/experts/interaction-matrix.ts';
import {
  dot,
  type FactorSide,
  factorSide,
  fitImplicitAls,
  fitLinearAutoencoder,
  type ImplicitAlsSettings,
  type LinearAutoencoder,
  reconstruct,
  type SparseMatrix,
  solveRow,
  TwoStepWalk,
  topK,
  type WalkSettings,
} from '../../../fusion/linear/index.ts';
import type { SequenceEncoder } from '../../../fusion/sequences/index.ts';
import type { RankingColumn, RankingExpert } from '../../ranking/ranking-expert.ts';

/** A user at an instant, as the experts see one. */
export interface SequentialQuery {
  readonly row: number;
  /** Oldest first. */
  readonly items: Int32Array;
  /** Milliseconds since the epoch, in parallel; null where the data have an order alone. */
  readonly times: Float64Array | null;
}

export const MODALITY = 'browsing';

/** Weights of the items of a sequence; the last one has 1, each before it the share `keep` of the next. */
function decayed({ items }: SequentialQuery, keep: number): Float64Array {
  return fade(new Float64Array(items.length).fill(1), keep);
}

/** Dense scores of all items, a column each: what most experts come to here. */
abstract class DenseExpert implements RankingExpert<SequentialQuery> {
  abstract readonly columns: readonly RankingColumn[];
  /** Which share of the candidates asked for each column proposes. */
  protected readonly share: number = 1;
  protected scores: readonly Float64Array[] = [];

  abstract ask(query: SequentialQuery): void;

  propose(count: number, add: (item: number) => void): void {
    for (const scores of this.scores) {
      for (const item of topK(scores, scores.length, Math.ceil(count * this.share))) {
        if (scores[item] > 0) add(item);
      }
    }
  }

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    items.forEach((item, place) => {
      this.scores.forEach((scores, column) => {
        values[place * stride + offset + column] = scores[item];
      });
    });
  }
}

function columnsOf(names: readonly string[], initialWeight: number): RankingColumn[] {
  return names.map((name) => ({ name, modality: MODALITY, initialWeight }));
}

/** Items near to those that a user had, the last ones counting more. */
export class NeighboursExpert extends DenseExpert {
  readonly columns: readonly RankingColumn[];

  /** @param neighbours items by items */
  constructor(
    name: string,
    private readonly neighbours: SparseMatrix,
    private readonly keeps: readonly number[],
    protected override readonly share = 0.5,
    initialWeight = 0.1,
  ) {
    super();
    this.columns = columnsOf(
      keeps.map((keep) => `${name}, keep ${keep}`),
      initialWeight,
    );
    this.scores = keeps.map(() => new Float64Array(neighbours.columns));
  }

  ask(query: SequentialQuery): void {
    const { pointers, indices, values } = this.neighbours;
    this.scores.forEach((scores, column) => {
      scores.fill(0);
      decayed(query, this.keeps[column]).forEach((weight, place) => {
        const item = query.items[place];
        if (weight < 1e-6) return;
        for (let entry = pointers[item]; entry < pointers[item + 1]; entry += 1) {
          scores[indices[entry]] += weight * values[entry];
        }
      });
    });
  }
}

/** Linear autoencoders read with the last items counting more. */
export class DecayedAutoencoder extends DenseExpert {
  readonly columns: readonly RankingColumn[];
  readonly #model: LinearAutoencoder;

  constructor(
    matrix: SparseMatrix,
    regularisation: number,
    private readonly keeps: readonly number[],
  ) {
    super();
    this.#model = fitLinearAutoencoder(matrix, regularisation);
    this.columns = columnsOf(
      keeps.map((keep) => `autoencoder ${regularisation}, keep ${keep}`),
      0.1,
    );
  }

  ask(query: SequentialQuery): void {
    this.scores = this.keeps.map((keep) =>
      reconstruct(this.#model, query.items, decayed(query, keep)),
    );
  }
}

/** Like-minded users and filters, walked to from the last items. */
export class DecayedWalk extends DenseExpert {
  readonly columns: readonly RankingColumn[];
  readonly #walks: readonly TwoStepWalk[];

  constructor(
    matrix: SparseMatrix,
    kind: WalkSettings,
    private readonly keeps: readonly number[],
    protected override readonly share = 0.5,
  ) {
    super();
    this.#walks = keeps.map(() => new TwoStepWalk(matrix, [kind]));
    this.scores = this.#walks.map(({ scores }) => scores);
    this.columns = columnsOf(
      keeps.map((keep) => `walk ${Object.values(kind).join(' ')}, keep ${keep}`),
      0.1,
    );
  }

  ask(query: SequentialQuery): void {
    this.#walks.forEach((walk, column) => {
      walk.walk(query.items, decayed(query, this.keeps[column]), query.row);
    });
  }
}

/** Factors of implicit feedback, users folded in with the last items counting more. */
export class DecayedFactors extends DenseExpert {
  readonly columns: readonly RankingColumn[];
  protected override readonly share = 0;
  readonly #side: FactorSide;

  constructor(
    matrix: SparseMatrix,
    private readonly settings: ImplicitAlsSettings,
    private readonly keeps: readonly number[],
  ) {
    super();
    const { items, factors } = fitImplicitAls(matrix, settings);
    this.#side = factorSide(items, matrix.columns, factors, settings.regularisation);
    this.scores = keeps.map(() => new Float64Array(matrix.columns));
    this.columns = columnsOf(
      keeps.map((keep) => `implicit_factors, keep ${keep}`),
      0.1,
    );
  }

  ask(query: SequentialQuery): void {
    const { factors, vectors } = this.#side;
    this.scores.forEach((scores, column) => {
      const weights = decayed(query, this.keeps[column]);
      const vector = new Float64Array(factors);
      solveRow(this.#side, query.items, weights, this.settings.confidence, 12, vector);
      for (let item = 0; item < scores.length; item += 1) {
        scores[item] = dot(vectors, item * factors, vector, 0, factors);
      }
    });
  }
}

/** The self-attention encoder of sequences. */
export class EncoderExpert extends DenseExpert {
  readonly columns = columnsOf(['sequence_encoder'], 0.3);
  protected override readonly share = 1.5;
  readonly #items: Float64Array;
  #prepared: ReadonlyMap<SequentialQuery, Float64Array> = new Map();

  constructor(private readonly encoder: SequenceEncoder) {
    super();
    this.#items = Float64Array.from(encoder.items.values);
    this.scores = [new Float64Array(encoder.items.rows)];
  }

  prepare(queries: readonly SequentialQuery[]): void {
    const { dimension } = this.encoder.settings;
    const vectors = Float64Array.from(this.encoder.encode(queries.map(({ items }) => items)));
    this.#prepared = new Map(
      queries.map((query, at) => [query, vectors.subarray(at * dimension, (at + 1) * dimension)]),
    );
  }

  ask(query: SequentialQuery): void {
    const { dimension } = this.encoder.settings;
    const vector =
      this.#prepared.get(query) ?? Float64Array.from(this.encoder.encode([query.items]));
    const [scores] = this.scores;
    for (let item = 0; item < scores.length; item += 1) {
      scores[item] = dot(this.#items, item * dimension, vector, 0, dimension);
    }
  }
}

/** Items of like content to the last ones, as tf-idf over their attributes. */
export class ContentExpert extends DenseExpert {
  readonly columns: readonly RankingColumn[];
  protected override readonly share = 0.2;
  readonly #weights: Float64Array;

  /** @param attributes items by attributes, rows of length 1 */
  constructor(
    private readonly attributes: SparseMatrix,
    private readonly keeps: readonly number[],
  ) {
    super();
    this.#weights = new Float64Array(attributes.columns);
    this.scores = keeps.map(() => new Float64Array(attributes.rows));
    this.columns = columnsOf(
      keeps.map((keep) => `content, keep ${keep}`),
      0,
    );
  }

  ask(query: SequentialQuery): void {
    const { pointers, indices, values, rows } = this.attributes;
    this.scores.forEach((scores, column) => {
      const taste = this.#weights.fill(0);
      decayed(query, this.keeps[column]).forEach((weight, place) => {
        const item = query.items[place];
        for (let entry = pointers[item]; entry < pointers[item + 1]; entry += 1) {
          taste[indices[entry]] += weight * values[entry];
        }
      });
      for (let item = 0; item < rows; item += 1) {
        let sum = 0;
        for (let entry = pointers[item]; entry < pointers[item + 1]; entry += 1) {
          sum += taste[indices[entry]] * values[entry];
        }
        scores[item] = sum;
      }
    });
  }
}

/** How many users turned to an item, ever and of late. */
export class TrendExpert extends DenseExpert {
  readonly columns: readonly RankingColumn[];
  protected override readonly share = 0.2;
  readonly #popularity: Float64Array;
  readonly #at: Float64Array;
  readonly #items: Int32Array;

  /** @param windows milliseconds; none where the data have no times */
  constructor(
    items: number,
    sequences: readonly Int32Array[],
    times: readonly Float64Array[] | null,
    private readonly windows: readonly number[],
  ) {
    super();
    this.#popularity = new Float64Array(items);
    for (const own of sequences) for (const item of own) this.#popularity[item] += 1;
    const events = (times ?? []).flatMap((own, row) =>
      Array.from(sequences[row], (item, place) => ({ item, at: own[place] })),
    );
    events.sort((left, right) => left.at - right.at);
    this.#at = Float64Array.from(events, ({ at }) => at);
    this.#items = Int32Array.from(events, ({ item }) => item);
    this.scores = [this.#popularity.map(Math.log1p), ...windows.map(() => new Float64Array(items))];
    this.columns = [
      { name: 'popularity', modality: null, initialWeight: 0 },
      ...windows.map((window) => ({
        name: `popularity of ${window / 86_400_000} days`,
        modality: null,
        initialWeight: 0,
      })),
    ];
  }

  ask({ times }: SequentialQuery): void {
    const now = times?.at(-1);
    if (now === undefined) return;
    // What others did up to the user's own last event; the user's own are not ranked anyway.
    const end = firstAfter(this.#at, now);
    this.windows.forEach((window, index) => {
      const scores = this.scores[index + 1].fill(0);
      for (let at = firstAfter(this.#at, now - window); at < end; at += 1) {
        scores[this.#items[at]] += 1;
      }
      for (let item = 0; item < scores.length; item += 1) scores[item] = Math.log1p(scores[item]);
    });
  }
}

/** How many of the ascending values are at most `limit`. */
function firstAfter(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
