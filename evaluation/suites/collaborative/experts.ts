import type { ColumnBlock } from '../../../fusion/experts/fitted-expert.ts';
import {
  dot,
  type FactorSide,
  factorSide,
  fitGraphFilter,
  fitImplicitAls,
  fitLinearAutoencoder,
  type GraphFilter,
  type ImplicitAlsSettings,
  type LinearAutoencoder,
  project,
  reconstruct,
  type SparseMatrix,
  solveRow,
  TwoStepWalk,
  topK,
  type WalkSettings,
} from '../../../fusion/linear/index.ts';
import type { RankingColumn, RankingExpert } from '../../ranking/ranking-expert.ts';

/** A user as the experts see one. */
export interface CollaborativeQuery {
  /** The user's row in the matrix that the experts were fitted on. */
  readonly row: number;
  readonly items: Int32Array;
}

export const INTERACTIONS = 'transactions';

export interface WalkKind extends WalkSettings {
  readonly name: string;
  readonly initialWeight: number;
  /** Whether its best items become candidates. */
  readonly proposes: boolean;
}

/** Walks from a user's items over their users to other items; each as it is and as a logarithm. */
export class WalkExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[];
  readonly #walk: TwoStepWalk;
  readonly #ranked: Float64Array;

  constructor(
    matrix: SparseMatrix,
    private readonly kinds: readonly WalkKind[],
  ) {
    this.columns = kinds.flatMap(({ name, initialWeight }) => [
      { name, modality: INTERACTIONS, initialWeight },
      { name: `${name}_log`, modality: INTERACTIONS, initialWeight: 0 },
    ]);
    this.#walk = new TwoStepWalk(matrix, kinds);
    this.#ranked = new Float64Array(matrix.columns);
  }

  ask({ items, row }: CollaborativeQuery): void {
    this.#walk.walk(items, new Float32Array(items.length).fill(1), row);
  }

  propose(count: number, add: (item: number) => void): void {
    const { scores, columns, reached } = this.#walk;
    this.kinds.forEach(({ proposes }, kind) => {
      if (!proposes) return;
      for (let place = 0; place < reached; place += 1) {
        this.#ranked[place] = scores[columns[place] * this.kinds.length + kind];
      }
      for (const place of topK(this.#ranked, reached, count)) add(columns[place]);
    });
  }

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    const { scores } = this.#walk;
    const count = this.kinds.length;
    items.forEach((item, place) => {
      for (let kind = 0; kind < count; kind += 1) {
        const score = scores[item * count + kind];
        const at = place * stride + offset + 2 * kind;
        values[at] = score;
        values[at + 1] = score > 0 ? Math.log(score) : Number.NaN;
      }
    });
  }
}

/** The low frequencies of the graph of users and items, of several widths. */
export class LowPassExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[];
  readonly #filter: GraphFilter;
  #place: Float64Array = new Float64Array(0);

  /** @param ranks ascending */
  constructor(
    matrix: SparseMatrix,
    private readonly ranks: readonly number[],
    seed: number,
  ) {
    this.#filter = fitGraphFilter(matrix, ranks[ranks.length - 1], seed);
    this.columns = ranks.map((rank) => ({
      name: `low_pass_${rank}`,
      modality: INTERACTIONS,
      initialWeight: 0,
    }));
  }

  ask({ items }: CollaborativeQuery): void {
    this.#place = project(this.#filter, items, new Float32Array(items.length).fill(1));
  }

  propose(): void {}

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    const { vectors, rank, outwards } = this.#filter;
    items.forEach((item, place) => {
      let sum = 0;
      let done = 0;
      this.ranks.forEach((upTo, column) => {
        const end = Math.min(upTo, rank);
        sum += dot(vectors, item * rank + done, this.#place, done, end - done);
        done = end;
        values[place * stride + offset + column] = outwards[item] * sum;
      });
    });
  }
}

/** Factors of implicit feedback; the user is folded in without what is to be foretold. */
export class FactorExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[];
  readonly #side: FactorSide;
  readonly #confidence: number;
  #vector: Float64Array = new Float64Array(0);

  constructor(matrix: SparseMatrix, settings: ImplicitAlsSettings) {
    const { items, factors } = fitImplicitAls(matrix, settings);
    this.#side = factorSide(items, matrix.columns, factors, settings.regularisation);
    this.#confidence = settings.confidence;
    const name = `implicit_factors_${factors}_${settings.regularisation}`;
    this.columns = [{ name, modality: INTERACTIONS, initialWeight: 0.2 }];
  }

  ask({ items }: CollaborativeQuery): void {
    this.#vector = new Float64Array(this.#side.factors);
    const weights = new Float32Array(items.length).fill(1);
    solveRow(this.#side, items, weights, this.#confidence, 12, this.#vector);
  }

  propose(): void {}

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    const { factors, vectors } = this.#side;
    items.forEach((item, place) => {
      values[place * stride + offset] = dot(vectors, item * factors, this.#vector, 0, factors);
    });
  }
}

/** Linear autoencoders of several strengths of regularisation. */
export class AutoencoderExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[];
  readonly #models: readonly LinearAutoencoder[];
  #scores: readonly Float64Array[] = [];

  constructor(matrix: SparseMatrix, regularisations: readonly number[]) {
    this.#models = regularisations.map((strength) => fitLinearAutoencoder(matrix, strength));
    this.columns = regularisations.map((strength) => ({
      name: `autoencoder_${strength}`,
      modality: INTERACTIONS,
      initialWeight: 0.2,
    }));
  }

  ask({ items }: CollaborativeQuery): void {
    const weights = new Float32Array(items.length).fill(1);
    this.#scores = this.#models.map((model) => reconstruct(model, items, weights));
  }

  propose(count: number, add: (item: number) => void): void {
    for (const scores of this.#scores) {
      for (const item of topK(scores, scores.length, count)) add(item);
    }
  }

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    items.forEach((item, place) => {
      this.#scores.forEach((scores, column) => {
        values[place * stride + offset + column] = scores[item];
      });
    });
  }
}

/** How many users have an item. */
export class PopularityExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[] = [
    { name: 'popularity', modality: null, initialWeight: 0 },
  ];
  readonly #logCounts: Float64Array;

  constructor(matrix: SparseMatrix) {
    this.#logCounts = matrix.columnSums().map(Math.log1p);
  }

  ask(): void {}

  propose(): void {}

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    items.forEach((item, place) => {
      values[place * stride + offset] = this.#logCounts[item];
    });
  }
}

/** What friends have: by how many, and with rare items and quiet friends saying more. */
export class FriendsExpert implements RankingExpert<CollaborativeQuery> {
  readonly columns: readonly RankingColumn[] = [
    { name: 'friends', modality: 'social', initialWeight: 0 },
    { name: 'friends_rare', modality: 'social', initialWeight: 0 },
    { name: 'friends_alike', modality: 'social', initialWeight: 0 },
  ];
  readonly #scores: readonly Float64Array[];
  readonly #scale: Float64Array;
  readonly #lengths: Float64Array;

  constructor(
    private readonly matrix: SparseMatrix,
    private readonly friends: readonly Int32Array[],
  ) {
    this.#scores = this.columns.map(() => new Float64Array(matrix.columns));
    this.#scale = matrix.columnSums().map((sum) => (sum > 0 ? sum ** -0.5 : 0));
    this.#lengths = matrix.rowSums().map((sum) => (sum > 0 ? sum ** -0.5 : 0));
  }

  ask({ row, items }: CollaborativeQuery): void {
    for (const scores of this.#scores) scores.fill(0);
    const [plain, rare, alike] = this.#scores;
    const { pointers, indices } = this.matrix;
    const own = new Set(items);
    for (const friend of this.friends[row]) {
      const theirs = indices.subarray(pointers[friend], pointers[friend + 1]);
      const common = theirs.reduce((count, item) => count + (own.has(item) ? 1 : 0), 0);
      const likeness = common * this.#lengths[friend];
      for (const item of theirs) {
        plain[item] += 1;
        rare[item] += this.#scale[item] * this.#lengths[friend];
        alike[item] += likeness;
      }
    }
  }

  propose(count: number, add: (item: number) => void): void {
    const [plain] = this.#scores;
    for (const item of topK(plain, plain.length, Math.ceil(count / 4))) {
      if (plain[item] > 0) add(item);
    }
  }

  score(items: Int32Array, { values, stride, offset }: ColumnBlock): void {
    items.forEach((item, place) => {
      this.#scores.forEach((scores, column) => {
        values[place * stride + offset + column] = scores[item];
      });
    });
  }
}
