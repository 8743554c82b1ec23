import { type CandidateInput, type InputSchema, Normaliser } from '../../fusion/model/index.ts';
import { Adam, cosineSchedule, ParameterLayout, RandomSource } from '../../fusion/tensor/index.ts';
import { fitScales } from '../../fusion/training/fit-scales.ts';
import type { TrainingSet } from '../../fusion/training/index.ts';

const BATCH = 100;
const RATE = 0.02;

/**
 * The best that classical pipelines do with the same experts: one weight a column, the same for every
 * user, learned by the same listwise softmax as the fused model, of rows that weigh what their sets say.
 */
export class LinearStack {
  private constructor(
    private readonly normaliser: Normaliser,
    private readonly schema: InputSchema,
    readonly weights: Float32Array,
  ) {}

  /** Learns from the rows with targets. */
  static fit(sets: readonly TrainingSet[], options: { seed: number; epochs: number }): LinearStack {
    const { schema } = sets[0];
    const width = schema.columns.length;
    const layout = new ParameterLayout([
      { name: 'weights', shape: [width], initialiser: { kind: 'zeros' }, rate: 1, decays: false },
    ]);
    const adam = new Adam(layout);
    const random = RandomSource.fromSeed(options.seed);
    const stack = new LinearStack(
      new Normaliser(schema, fitScales(sets)),
      schema,
      Float32Array.from(schema.columns, ({ initialWeight }) => initialWeight),
    );
    const rows = sets.flatMap((set) =>
      Array.from({ length: set.users }, (_, row) => ({ set, row })).filter(
        ({ row }) => sum(targetsOf(set, row)) > 0,
      ),
    );
    const steps = options.epochs * Math.ceil(rows.length / BATCH);
    for (let epoch = 0; epoch < options.epochs; epoch += 1) {
      const order = random.shuffle(Int32Array.from(rows.keys()));
      for (let start = 0; start < order.length; start += BATCH) {
        const batch = order.subarray(start, start + BATCH);
        const gradient = new Float32Array(width);
        const weights = Array.from(batch, (index) => weightOf(rows[index].set, rows[index].row));
        const total = weights.reduce((running, weight) => running + weight, 0);
        if (total <= 0) continue;
        batch.forEach((index, place) => {
          const { set, row } = rows[index];
          stack.#addGradient(set, row, weights[place] / total, gradient);
        });
        adam.step(stack.weights, [gradient], RATE * cosineSchedule(adam.steps, steps));
      }
    }
    return stack;
  }

  /** Scores up to a constant, [candidates]. */
  scores({ items, columnValues }: CandidateInput): Float32Array {
    return this.#scores(this.#standardised(columnValues, items.length));
  }

  #addGradient(set: TrainingSet, row: number, share: number, into: Float32Array): void {
    const width = this.weights.length;
    const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
    const columns = this.#standardised(
      set.columnValues.subarray(from * width, to * width),
      to - from,
    );
    const targets = targetsOf(set, row);
    const total = sum(targets);
    const scores = this.#scores(columns);
    const highest = scores.reduce((greatest, score) => Math.max(greatest, score), -Infinity);
    const raised = scores.map((score) => Math.exp(score - highest));
    const normal = sum(raised);
    raised.forEach((value, candidate) => {
      const slope = share * (value / normal - targets[candidate] / total);
      for (let column = 0; column < width; column += 1) {
        into[column] += slope * columns[candidate * width + column];
      }
    });
  }

  #scores(columns: Float32Array): Float32Array {
    const width = this.weights.length;
    return Float32Array.from({ length: columns.length / width }, (_, candidate) => {
      let score = 0;
      for (let column = 0; column < width; column += 1) {
        score += this.weights[column] * columns[candidate * width + column];
      }
      return score;
    });
  }

  #standardised(values: Float32Array, count: number): Float32Array {
    const everything = new Uint8Array(this.schema.modalities.length).fill(1);
    const columns = new Float32Array(values.length);
    this.normaliser.columns(values, 0, count, everything, columns, 0);
    return columns;
  }
}

function targetsOf(set: TrainingSet, row: number): Float32Array {
  return set.targets.subarray(set.candidatePointers[row], set.candidatePointers[row + 1]);
}

function weightOf({ rowWeights }: TrainingSet, row: number): number {
  return rowWeights?.[row] ?? 1;
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
