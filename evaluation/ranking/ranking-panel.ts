import type { CandidateInput, InputSchema, UserInput } from '../../fusion/model/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import { TRAIN, type TrainingSet, VALIDATION } from '../../fusion/training/index.ts';
import type { RankingExpert } from './ranking-expert.ts';

/** What a suite tells the network about a user beside the experts' columns. */
export interface RankingUser<Query> {
  readonly query: Query;
  /** Scalars that the gates read, [states]. */
  readonly state: readonly number[];
  /** In the order of the panel's modalities. */
  readonly present: readonly boolean[];
  /** Items that are not to be ranked. */
  readonly seen: ReadonlySet<number>;
}

/** A user with what came later, to learn from or to validate with. */
export interface RankingRow<Query> extends RankingUser<Query> {
  readonly targets: ReadonlySet<number>;
  readonly split: 'train' | 'validation';
}

export interface PanelShape {
  readonly modalities: readonly string[];
  readonly states: readonly string[];
  readonly itemCount: number;
  /** About how many candidates each proposing expert names. */
  readonly candidates: number;
}

/** The experts of a suite side by side: candidates with their columns, for training and for ranking. */
export class RankingPanel<Query> {
  readonly schema: InputSchema;

  constructor(
    private readonly experts: readonly RankingExpert<Query>[],
    private readonly shape: PanelShape,
  ) {
    const [first] = shape.modalities;
    this.schema = {
      // The state doubles as the first modality's features: a network has at least one of each.
      modalities: shape.modalities.map((name) => ({
        name,
        featureNames: name === first ? shape.states : ['present'],
        sequenceTypes: null,
      })),
      states: shape.states.map((name) => ({ name, modality: first })),
      columns: experts.flatMap(({ columns }) => columns),
      labels: [],
      itemCount: shape.itemCount,
    };
  }

  input({ state, present }: RankingUser<Query>): UserInput {
    return {
      state: Float32Array.from(state),
      modalities: present.map((own, index) => ({
        present: own,
        features: Float32Array.from(index === 0 ? state : [1]),
        sequence: null,
      })),
    };
  }

  /** Tells the experts whom they will be asked about. */
  prepare(users: readonly RankingUser<Query>[]): void {
    const queries = users.map(({ query }) => query);
    for (const expert of this.experts) expert.prepare?.(queries);
  }

  /** The experts' best items together without those seen, ascending, with the scores of all experts. */
  candidates({ query, seen }: RankingUser<Query>): CandidateInput {
    for (const expert of this.experts) expert.ask(query);
    const found = new Set<number>();
    for (const expert of this.experts) {
      expert.propose(this.shape.candidates, (item) => {
        if (!seen.has(item)) found.add(item);
      });
    }
    return this.#scored(Int32Array.from(found).sort());
  }

  /** Rows to learn from; a target that no expert proposes is left out, as it would be in serving. */
  rows(rows: readonly RankingRow<Query>[], negativeShare: number, seed: number): TrainingSet {
    const random = RandomSource.fromSeed(seed);
    this.prepare(rows);
    const lists = rows.map((row) => {
      const { items, columnValues } = this.candidates(row);
      const kept = items
        .map((_, place) => place)
        .filter(
          (place) =>
            row.split === 'validation' ||
            row.targets.has(items[place]) ||
            random.uniform() < negativeShare,
        );
      const width = this.schema.columns.length;
      const values = new Float32Array(kept.length * width);
      kept.forEach((from, to) => {
        values.set(columnValues.subarray(from * width, (from + 1) * width), to * width);
      });
      return { items: kept.map((place) => items[place]), columnValues: values };
    });
    const pointers = new Int32Array(rows.length + 1);
    lists.forEach(({ items }, row) => {
      pointers[row + 1] = pointers[row] + items.length;
    });
    const inputs = rows.map((row) => this.input(row));
    return {
      schema: this.schema,
      users: rows.length,
      modalities: this.schema.modalities.map((_, index) => ({
        features: concatenate(inputs.map(({ modalities }) => modalities[index].features)),
        present: Uint8Array.from(rows, ({ present }) => (present[index] ? 1 : 0)),
        sequence: null,
      })),
      state: concatenate(inputs.map(({ state }) => state)),
      candidatePointers: pointers,
      candidateItems: Int32Array.from(lists.flatMap(({ items }) => [...items])),
      columnValues: concatenate(lists.map(({ columnValues }) => columnValues)),
      targets: concatenate(
        lists.map(({ items }, row) =>
          Float32Array.from(items, (item) => (rows[row].targets.has(item) ? 1 : 0)),
        ),
      ),
      rowWeights: null,
      labels: [],
      split: Uint8Array.from(rows, ({ split }) => (split === 'train' ? TRAIN : VALIDATION)),
    };
  }

  /** Standardised over each user's own candidates: users differ in scale, ranks do not. */
  #scored(items: Int32Array): CandidateInput {
    const stride = this.schema.columns.length;
    const values = new Float32Array(items.length * stride);
    let offset = 0;
    for (const expert of this.experts) {
      expert.score(items, { values, stride, offset });
      offset += expert.columns.length;
    }
    for (let column = 0; column < stride; column += 1) standardise(values, column, stride);
    return { items, columnValues: values };
  }
}

/** Mean 0 and deviation 1 over the values that are known. */
function standardise(values: Float32Array, offset: number, stride: number): void {
  let [count, sum, squares] = [0, 0, 0];
  for (let at = offset; at < values.length; at += stride) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(squares / count - mean * mean, 0));
  for (let at = offset; at < values.length; at += stride) {
    values[at] = deviation > 1e-12 ? (values[at] - mean) / deviation : 0;
  }
}

function concatenate(lists: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}
