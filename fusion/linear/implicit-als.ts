import { RandomSource } from '../tensor/random-source.ts';
import { factorCholesky, invertPositiveDefinite, solveCholesky } from './cholesky.ts';
import { conjugateGradient } from './conjugate-gradient.ts';
import { addScaled, dot } from './dense-matrix.ts';
import { applyNormal } from './kernels/normal-equations.ts';
import { product, transposedProduct } from './kernels/products.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

export interface ImplicitAlsSettings {
  readonly factors: number;
  /** Confidence of an observed entry of weight 1; unobserved entries have confidence 1. */
  readonly confidence: number;
  readonly regularisation: number;
  readonly iterations: number;
  readonly seed: number;
}

/** One side of the model, ready to solve for the other: its factors and what they share. */
export interface FactorSide {
  readonly count: number;
  readonly factors: number;
  /** [count, factors] */
  readonly vectors: Float64Array;
  /** [factors, factors], VᵀV + regularisation. */
  readonly gram: Float64Array;
}

export function factorSide(
  vectors: Float64Array,
  count: number,
  factors: number,
  regularisation: number,
): FactorSide {
  const gram = transposedProduct(vectors, vectors, count, factors, factors);
  for (let k = 0; k < factors; k += 1) gram[k * factors + k] += regularisation;
  return { count, factors, vectors, gram };
}

/**
 * The vector of one row, given what it is connected to: (G + Vᵀ(C - I)V) x = VᵀC 1, by conjugate
 * gradient. The same function folds in a new user.
 * @param weights weight of each connection; its confidence is `confidence` times it, at least 1
 * @param start where to start from; becomes the answer, [factors]
 */
export function solveRow(
  side: FactorSide,
  indices: ArrayLike<number>,
  weights: ArrayLike<number>,
  confidence: number,
  steps: number,
  start: Float64Array,
): void {
  const { factors, vectors, gram } = side;
  const target = new Float64Array(factors);
  const excess = new Float64Array(indices.length);
  for (let entry = 0; entry < indices.length; entry += 1) {
    const trust = Math.max(1, confidence * weights[entry]);
    excess[entry] = trust - 1;
    addScaled(target, 0, trust, vectors, indices[entry] * factors, factors);
  }
  const apply = applyNormal({ factors, gram, vectors, indices, excess });
  conjugateGradient(apply, target, start, steps);
}

const CONJUGATE_GRADIENT_STEPS = 3;

/** Rows with few connections are solved exactly and faster in the space of the connections. */
function solveSide(
  matrix: SparseMatrix,
  side: FactorSide,
  confidence: number,
  vectors: Float64Array,
) {
  const { factors } = side;
  const inverse = invertPositiveDefinite(side.gram, factors);
  const spread = product(side.vectors, inverse, side.count, factors, factors);
  const limit = Math.floor(factors / 3);
  const system = new Float64Array(limit * limit);
  const solution = new Float64Array(Math.max(limit, 1));
  for (let row = 0; row < matrix.rows; row += 1) {
    const from = matrix.pointers[row];
    const n = matrix.pointers[row + 1] - from;
    const into = vectors.subarray(row * factors, (row + 1) * factors);
    if (n === 0) {
      into.fill(0);
      continue;
    }
    if (n > limit) {
      const indices = matrix.indices.subarray(from, from + n);
      const weights = matrix.values.subarray(from, from + n);
      solveRow(side, indices, weights, confidence, CONJUGATE_GRADIENT_STEPS, into);
      continue;
    }
    // (G + VᵀDV)⁻¹VᵀC1 = G⁻¹Vᵀ (D⁻¹ + V G⁻¹ Vᵀ)⁻¹ D⁻¹ C1, with D = C - I.
    for (let i = 0; i < n; i += 1) {
      const left = matrix.indices[from + i] * factors;
      for (let j = 0; j <= i; j += 1) {
        const right = matrix.indices[from + j] * factors;
        system[i * n + j] = dot(side.vectors, left, spread, right, factors);
      }
      const trust = Math.max(1 + 1e-6, confidence * matrix.values[from + i]);
      system[i * n + i] += 1 / (trust - 1);
      solution[i] = trust / (trust - 1);
    }
    factorCholesky(system, n);
    solveCholesky(system, n, solution);
    into.fill(0);
    for (let i = 0; i < n; i += 1) {
      addScaled(into, 0, solution[i], spread, matrix.indices[from + i] * factors, factors);
    }
  }
}

export interface ImplicitAls {
  readonly factors: number;
  /** [rows, factors] */
  readonly users: Float64Array;
  /** [columns, factors] */
  readonly items: Float64Array;
}

/**
 * Matrix factorisation for implicit feedback, iALS (Hu, Koren and Volinsky 2008, equations 4 and 5),
 * by alternating least squares with conjugate gradient (Takács, Pilászy and Tikk 2011); rows with
 * few entries by the dual system (Pilászy, Zibriczky and Tikk 2010).
 * @param matrix users by items, weights above zero
 */
export function fitImplicitAls(matrix: SparseMatrix, settings: ImplicitAlsSettings): ImplicitAls {
  const { factors, confidence, regularisation } = settings;
  const random = RandomSource.fromSeed(settings.seed);
  const transposed = matrix.transpose();
  const users = new Float64Array(matrix.rows * factors);
  const items = Float64Array.from(
    { length: matrix.columns * factors },
    () => random.normal() / Math.sqrt(factors),
  );
  for (let round = 0; round < settings.iterations; round += 1) {
    const itemSide = factorSide(items, matrix.columns, factors, regularisation);
    solveSide(matrix, itemSide, confidence, users);
    const userSide = factorSide(users, matrix.rows, factors, regularisation);
    solveSide(transposed, userSide, confidence, items);
  }
  return { factors, users, items };
}
