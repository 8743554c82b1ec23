import { conjugateGradient } from '../../linear/index.ts';
import { logistic } from '../trees/objective.ts';
import type { Design } from './design.ts';

/** A score of coefficients times inputs plus intercept; log-odds for a binary label. */
export interface LinearModel {
  /** [columns] */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

const NEWTON_ROUNDS = 25;
const SOLVER_STEPS = 200;
const ENOUGH = 1e-7;

/**
 * Logistic regression with a ridge: minimises cross entropy summed over the rows plus
 * `l2`/2 · |coefficients|², the intercept free; by Newton's method with conjugate gradients and
 * step halving (Lin, Weng and Keerthi 2008).
 * @param labels [rows], 0 or 1
 */
export function fitLogistic(design: Design, labels: ArrayLike<number>, l2: number): LinearModel {
  const { rows, columns } = design;
  let coefficients = new Float64Array(columns);
  let intercept = 0;
  let loss = Number.POSITIVE_INFINITY;
  const lossOf = (scores: Float64Array, weights: Float64Array): number => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const score = scores[row];
      sum += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - labels[row] * score;
    }
    return sum + (l2 / 2) * weights.reduce((total, weight) => total + weight * weight, 0);
  };
  let scores: Float64Array = new Float64Array(rows);
  loss = lossOf(scores, coefficients);
  for (let round = 0; round < NEWTON_ROUNDS; round += 1) {
    const errors = scores.map((score, row) => labels[row] - logistic(score));
    const spreads = scores.map((score) => logistic(score) * (1 - logistic(score)));
    const spreadSum = spreads.reduce((sum, spread) => sum + spread, 0);
    // The intercept is solved for exactly: its share is taken out of every product.
    const errorSum = errors.reduce((sum, error) => sum + error, 0);
    const means = design.transposedTimes(spreads).map((sum) => sum / spreadSum);
    const slope = design.transposedTimes(errors);
    const right = slope.map((value, at) => value - l2 * coefficients[at] - means[at] * errorSum);
    const step = new Float64Array(columns);
    conjugateGradient(
      (input, output) => {
        const along = design.times(input);
        const center = means.reduce((sum, mean, at) => sum + mean * input[at], 0);
        const image = design.transposedTimes(
          along.map((value, row) => spreads[row] * (value - center)),
        );
        for (let at = 0; at < columns; at += 1) output[at] = image[at] + l2 * input[at];
      },
      right,
      step,
      SOLVER_STEPS,
    );
    const center = means.reduce((sum, mean, at) => sum + mean * step[at], 0);
    const interceptStep = errorSum / spreadSum - center;
    const direction = design.times(step);
    let share = 1;
    let improved = 0;
    for (; share > 1e-4; share /= 2) {
      const next = coefficients.map((value, at) => value + share * step[at]);
      const nextScores = scores.map(
        (score, row) => score + share * (direction[row] + interceptStep),
      );
      const nextLoss = lossOf(nextScores, next);
      if (!(nextLoss <= loss)) continue;
      improved = loss - nextLoss;
      coefficients = next;
      intercept += share * interceptStep;
      scores = nextScores;
      loss = nextLoss;
      break;
    }
    if (improved <= ENOUGH * Math.max(1, loss)) break;
  }
  return { coefficients, intercept };
}

/**
 * Ridge regression: minimises half the squared error summed over the rows plus
 * `l2`/2 · |coefficients|², the intercept free.
 */
export function fitRidge(design: Design, labels: ArrayLike<number>, l2: number): LinearModel {
  const { rows, columns } = design;
  const means = design.transposedTimes(new Float64Array(rows).fill(1)).map((sum) => sum / rows);
  const labelMean = Array.from(labels).reduce((sum, label) => sum + label, 0) / rows;
  const centred = Float64Array.from(labels, (label) => label - labelMean);
  const coefficients = new Float64Array(columns);
  conjugateGradient(
    (input, output) => {
      const center = means.reduce((sum, mean, at) => sum + mean * input[at], 0);
      const image = design.transposedTimes(design.times(input).map((value) => value - center));
      for (let at = 0; at < columns; at += 1) output[at] = image[at] + l2 * input[at];
    },
    design.transposedTimes(centred),
    coefficients,
    Math.max(SOLVER_STEPS, 2 * Math.min(rows, columns)),
  );
  const center = means.reduce((sum, mean, at) => sum + mean * coefficients[at], 0);
  return { coefficients, intercept: labelMean - center };
}

/** Raw scores, [rows]. */
export function linearScores(
  { coefficients, intercept }: LinearModel,
  design: Design,
): Float64Array {
  return design.times(coefficients).map((score) => score + intercept);
}
