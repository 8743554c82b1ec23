import type { Calibration } from '../model/index.ts';

/** Fewer known labels than this, or fewer of one class than FEWEST_OF_A_CLASS, measure nothing. */
const FEWEST_LABELS = 30;
const FEWEST_OF_A_CLASS = 5;

/**
 * Fits the logistic that turns a head's output into a probability (Platt 1999), by Newton's
 * method with backtracking (Lin, Lin and Weng 2007), drawn a little towards leaving the output as
 * it is: a prior of weight 1 around slope 1 and intercept 0 keeps a separable sample finite.
 * @param weights how much each label counts; all alike where none are given
 */
export function calibrateBinary(
  outputs: Float32Array,
  labels: Float32Array,
  weights?: Float32Array,
): Calibration {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const fewer = Math.min(positives, labels.length - positives);
  if (labels.length < FEWEST_LABELS || fewer < FEWEST_OF_A_CLASS) {
    return { slope: 1, intercept: 0, error: null };
  }
  let [slope, intercept] = [1, 0];
  const known = { outputs, labels, weights };
  let loss = logisticLoss(known, slope, intercept);
  for (let round = 0; round < 50; round += 1) {
    const [alongSlope, alongIntercept] = newtonStep(known, slope, intercept);
    let share = 1;
    let next = loss;
    for (; share > 1e-6; share /= 2) {
      next = logisticLoss(known, slope - share * alongSlope, intercept - share * alongIntercept);
      if (next < loss) break;
    }
    if (!(next < loss)) break;
    slope -= share * alongSlope;
    intercept -= share * alongIntercept;
    loss = next;
  }
  // A head whose order is wrong on validation rows must not be turned round on so few.
  if (slope <= 0) return { slope: 1, intercept: 0, error: null };
  const squares = outputs.reduce(
    (sum, output, index) => sum + (probabilityOf(slope * output + intercept) - labels[index]) ** 2,
    0,
  );
  return { slope, intercept, error: Math.sqrt(squares / labels.length) };
}

function probabilityOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

interface KnownOutcomes {
  readonly outputs: Float32Array;
  readonly labels: Float32Array;
  readonly weights?: Float32Array;
}

function logisticLoss(
  { outputs, labels, weights }: KnownOutcomes,
  slope: number,
  intercept: number,
): number {
  let loss = 0.5 * ((slope - 1) ** 2 + intercept ** 2);
  outputs.forEach((output, index) => {
    const logit = slope * output + intercept;
    const softplus = Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    loss += (weights?.[index] ?? 1) * (softplus - labels[index] * logit);
  });
  return loss;
}

function newtonStep(
  { outputs, labels, weights }: KnownOutcomes,
  slope: number,
  intercept: number,
): [number, number] {
  let [gradientA, gradientB] = [slope - 1, intercept];
  let [curveAA, curveAB, curveBB] = [1, 0, 1];
  outputs.forEach((output, index) => {
    const probability = probabilityOf(slope * output + intercept);
    const weight = weights?.[index] ?? 1;
    const error = weight * (probability - labels[index]);
    const spread = weight * probability * (1 - probability);
    gradientA += error * output;
    gradientB += error;
    curveAA += spread * output * output;
    curveAB += spread * output;
    curveBB += spread;
  });
  const determinant = curveAA * curveBB - curveAB * curveAB;
  return [
    (curveBB * gradientA - curveAB * gradientB) / determinant,
    (curveAA * gradientB - curveAB * gradientA) / determinant,
  ];
}

/**
 * Fits the line from a head's standardised output to the label's unit.
 * @param mean of the label on training rows
 * @param deviation of the label on training rows
 */
export function calibrateRegression(
  outputs: Float32Array,
  labels: Float32Array,
  mean: number,
  deviation: number,
): Calibration {
  const plain = { slope: deviation, intercept: mean };
  const count = labels.length;
  if (count < FEWEST_LABELS) return { ...plain, error: null };
  const center = outputs.reduce((sum, output) => sum + output, 0) / count;
  const middle = labels.reduce((sum, label) => sum + label, 0) / count;
  let variance = 0;
  let covariance = 0;
  outputs.forEach((output, index) => {
    variance += (output - center) ** 2;
    covariance += (output - center) * (labels[index] - middle);
  });
  const slope = variance > 1e-9 * count ? covariance / variance : 0;
  const line = slope > 0 ? { slope, intercept: middle - slope * center } : plain;
  const squares = outputs.reduce(
    (sum, output, index) => sum + (line.slope * output + line.intercept - labels[index]) ** 2,
    0,
  );
  return { ...line, error: Math.sqrt(squares / count) };
}
