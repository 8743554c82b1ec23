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
  /** Made at the first update: tables that only serve do without. */
  #slotOfRow: Int32Array | null = null;

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
      const row = indices[position];
      const start = position * dimension;
      if (row < 0) into.fill(0, start, start + dimension);
      else {
        for (let axis = 0; axis < dimension; axis += 1) {
          into[start + axis] = values[row * dimension + axis];
        }
      }
    }
  }

  /**
   * Updates the rows of `indices`; gradients of a row that occurs several times are added first.
   * @param addGradient adds the gradient of position p to target[offset ... offset + dimension].
   * @param decay decoupled weight decay of the touched rows, times the learning rate.
   */
  update(
    indices: Int32Array,
    addGradient: (position: number, target: Float32Array, offset: number) => void,
    learningRate: number,
    decay = 0,
  ): void {
    const { dimension } = this;
    this.#slotOfRow ??= new Int32Array(this.rows).fill(-1);
    const slotOfRow = this.#slotOfRow;
    const touched: number[] = [];
    for (let position = 0; position < indices.length; position += 1) {
      const row = indices[position];
      if (row >= 0 && slotOfRow[row] < 0) {
        slotOfRow[row] = touched.length;
        touched.push(row);
      }
    }
    const gradients = new Float32Array(touched.length * dimension);
    for (let position = 0; position < indices.length; position += 1) {
      const row = indices[position];
      if (row >= 0) addGradient(position, gradients, slotOfRow[row] * dimension);
    }
    touched.forEach((row, slot) => {
      slotOfRow[row] = -1;
      this.#updateRow(
        row,
        gradients.subarray(slot * dimension, (slot + 1) * dimension),
        learningRate,
        decay,
      );
    });
  }

  #updateRow(row: number, gradient: Float32Array, learningRate: number, decay: number): void {
    let square = 0;
    for (const slope of gradient) square += slope * slope;
    if (square === 0) return;
    this.accumulators[row] += square / this.dimension;
    const stepSize = learningRate / (Math.sqrt(this.accumulators[row]) + 1e-8);
    const kept = 1 - learningRate * decay;
    const start = row * this.dimension;
    for (let axis = 0; axis < this.dimension; axis += 1) {
      this.values[start + axis] = this.values[start + axis] * kept - stepSize * gradient[axis];
    }
  }
}
