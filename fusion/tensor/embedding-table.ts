import { orderByRow } from './order-by-row.ts';
import type { RandomSource } from './random-source.ts';

export interface EmbeddingTableOptions {
  readonly rows: number;
  readonly dimension: number;
  /** Standard deviation of the starting values; 0 starts at zero. */
  readonly spread: number;
  readonly random: RandomSource;
  /** Where the accumulators start: rows whose gradients stay far below its root hardly move. */
  readonly initialAccumulator: number;
}

/** So many rows are read ahead: they and their gradients stay in the processor's nearest cache. */
const AHEAD = 128;
/** Values in one line of the processor's cache, 64 bytes. */
const LINE = 16;

/**
 * One vector for each item, held on the host: a batch fetches the rows it needs and updates only
 * those, so a step costs the same however many rows there are. Row-wise Adagrad: one accumulator
 * a row holds the mean square of its gradients (Duchi et al. 2011, one rate a row).
 * A row that was never updated may be all zeros; index -1 is no row: it reads zeros, learns nothing.
 */
export class EmbeddingTable {
  readonly rows: number;
  readonly dimension: number;
  /** [rows, dimension] */
  readonly values: Float32Array;
  /** [rows] */
  readonly accumulators: Float32Array;
  /** What was read ahead goes here, or the compiler would leave the reading out. */
  readonly #readAhead = new Float64Array(1);

  constructor({ rows, dimension, spread, random, initialAccumulator }: EmbeddingTableOptions) {
    this.rows = rows;
    this.dimension = dimension;
    this.values = new Float32Array(rows * dimension);
    this.accumulators = new Float32Array(rows).fill(initialAccumulator);
    if (spread > 0) {
      for (let at = 0; at < this.values.length; at += 1) this.values[at] = random.normal() * spread;
    }
  }

  /** Copies the rows of `indices` one after the other into `into`, [indices, dimension]. */
  gather(indices: Int32Array, into: Float32Array): void {
    const { dimension, values } = this;
    for (let position = 0; position < indices.length; position += 1) {
      if (position % AHEAD === 0) this.#fetch(indices, position);
      const row = indices[position];
      const start = position * dimension;
      if (row < 0) into.fill(0, start, start + dimension);
      else {
        const from = row * dimension;
        for (let axis = 0; axis < dimension; axis += 1) into[start + axis] = values[from + axis];
      }
    }
  }

  /**
   * Updates the rows of `indices`; gradients of a row that occurs several times are added first.
   * @param addGradient adds the gradient of position p to target[0 ... dimension].
   * @param decay decoupled weight decay of the touched rows, times the learning rate.
   */
  update(
    indices: Int32Array,
    addGradient: (position: number, target: Float32Array) => void,
    learningRate: number,
    decay = 0,
  ): void {
    const order = orderByRow(indices, this.rows);
    const sorted = order.map((position) => indices[position]);
    const gradient = new Float32Array(this.dimension);
    let fetched = 0;
    let at = 0;
    while (at < order.length) {
      if (at >= fetched) {
        this.#fetch(sorted, at);
        fetched = at + AHEAD;
      }
      const row = sorted[at];
      gradient.fill(0);
      for (; at < order.length && sorted[at] === row; at += 1) addGradient(order[at], gradient);
      this.#updateRow(row, gradient, learningRate, decay);
    }
  }

  /**
   * Reads the next rows of `indices` from `first` on. Rows lie all over a table that is greater than the
   * processor's caches; asked for together they arrive together, and later reads do not wait one by one.
   */
  #fetch(indices: Int32Array, first: number): void {
    const { dimension, values } = this;
    const end = Math.min(indices.length, first + AHEAD);
    let sum = 0;
    for (let position = first; position < end; position += 1) {
      const from = Math.max(0, indices[position]) * dimension;
      for (let axis = 0; axis < dimension; axis += LINE) sum += values[from + axis];
      // An array begins anywhere in a line, so that a row may end in one more; forgotten, each row waits for it.
      sum += values[from + dimension - 1];
    }
    this.#readAhead[0] = sum;
  }

  #updateRow(row: number, gradient: Float32Array, learningRate: number, decay: number): void {
    const { dimension, values, accumulators } = this;
    let square = 0;
    for (let axis = 0; axis < dimension; axis += 1) square += gradient[axis] * gradient[axis];
    if (square === 0) return;
    accumulators[row] += square / dimension;
    const stepSize = learningRate / (Math.sqrt(accumulators[row]) + 1e-8);
    const kept = 1 - learningRate * decay;
    const start = row * dimension;
    for (let axis = 0; axis < dimension; axis += 1) {
      values[start + axis] = values[start + axis] * kept - stepSize * gradient[axis];
    }
  }
}
