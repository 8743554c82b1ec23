import type { RandomSource, SparseMatrix } from '../../../fusion/index.ts';
import { spectralStart } from './spectral-start.ts';

export interface EmbeddingSettings {
  readonly dimension: number;
  readonly epochs: number;
  /** Points pushed away for each neighbour that pulls. */
  readonly negatives: number;
}

export const EMBEDDING_DEFAULTS: EmbeddingSettings = { dimension: 10, epochs: 200, negatives: 5 };

/** The curve 1 / (1 + a d^2b) that falls off at once: spread 1, least distance 0. */
const A = 1.929;
const B = 0.7915;
const START_SCALE = 10;
const LONGEST_STEP = 4;

/**
 * Lays points out so that neighbours in the graph lie together and others apart, by stochastic
 * gradient descent with negative sampling (UMAP: McInnes, Healy and Melville 2018, section 3.2),
 * from a spectral start.
 * @param graph [points, points], symmetric weights above zero
 * @returns [points][dimension]
 */
export function embedNeighbours(
  graph: SparseMatrix,
  random: RandomSource,
  settings: EmbeddingSettings = EMBEDDING_DEFAULTS,
): Float32Array[] {
  const { dimension, epochs, negatives } = settings;
  const start = spectralStart(graph, dimension, random, START_SCALE);
  const layout = new Layout(start);
  const edges = edgesOf(graph, epochs);
  const due = edges.every.slice();
  const negativesDone = new Float64Array(due.length);
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const rate = 1 - (epoch - 1) / epochs;
    for (let edge = 0; edge < due.length; edge += 1) {
      if (due[edge] > epoch) continue;
      due[edge] += edges.every[edge];
      layout.pull(edges.from[edge], edges.to[edge], rate);
      const wanted = Math.floor((negatives * epoch) / edges.every[edge]);
      for (; negativesDone[edge] < wanted; negativesDone[edge] += 1) {
        layout.push(edges.from[edge], random.below(start.length), rate);
      }
    }
  }
  return layout.points();
}

/** The edges heavy enough to be drawn at all, each every so many epochs. */
function edgesOf(graph: SparseMatrix, epochs: number) {
  const heaviest = graph.values.reduce((most, value) => Math.max(most, value), 0);
  const from: number[] = [];
  const to: number[] = [];
  const every: number[] = [];
  for (let row = 0; row < graph.rows; row += 1) {
    for (let entry = graph.pointers[row]; entry < graph.pointers[row + 1]; entry += 1) {
      const period = heaviest / graph.values[entry];
      if (period > epochs) continue;
      from.push(row);
      to.push(graph.indices[entry]);
      every.push(period);
    }
  }
  return {
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    every: Float64Array.from(every),
  };
}

class Layout {
  readonly #dimension: number;
  readonly #places: Float64Array;

  constructor(start: readonly Float32Array[]) {
    this.#dimension = start[0].length;
    this.#places = new Float64Array(start.length * this.#dimension);
    start.forEach((point, index) => {
      this.#places.set(point, index * this.#dimension);
    });
  }

  /** Moves two neighbours towards one another. */
  pull(left: number, right: number, rate: number): void {
    const square = this.#square(left, right);
    if (square === 0) return;
    const strength = (-2 * A * B * square ** (B - 1)) / (A * square ** B + 1);
    for (let axis = 0; axis < this.#dimension; axis += 1) {
      const one = left * this.#dimension + axis;
      const other = right * this.#dimension + axis;
      const step = rate * clipped(strength * (this.#places[one] - this.#places[other]));
      this.#places[one] += step;
      this.#places[other] -= step;
    }
  }

  /** Moves the first away from the second. */
  push(left: number, right: number, rate: number): void {
    if (left === right) return;
    const square = this.#square(left, right);
    if (square === 0) return;
    const strength = (2 * B) / ((0.001 + square) * (A * square ** B + 1));
    for (let axis = 0; axis < this.#dimension; axis += 1) {
      const one = left * this.#dimension + axis;
      const other = right * this.#dimension + axis;
      this.#places[one] += rate * clipped(strength * (this.#places[one] - this.#places[other]));
    }
  }

  points(): Float32Array[] {
    return Array.from({ length: this.#places.length / this.#dimension }, (_, point) =>
      Float32Array.from(
        this.#places.subarray(point * this.#dimension, (point + 1) * this.#dimension),
      ),
    );
  }

  #square(left: number, right: number): number {
    let sum = 0;
    for (let axis = 0; axis < this.#dimension; axis += 1) {
      const difference =
        this.#places[left * this.#dimension + axis] - this.#places[right * this.#dimension + axis];
      sum += difference * difference;
    }
    return sum;
  }
}

function clipped(step: number): number {
  return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
}
