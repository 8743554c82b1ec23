import type { Calibration } from '../model/index.ts';

/** Fewer known labels than this, or fewer of one class than FEWEST_OF_A_CLASS, measure nothing. */
const FEWEST_LABELS = 30;
const FEWEST_OF_A_CLASS = 5;

/**
 * Fits the logistic that turns a head's output into a probability (Platt 1999), by Newton's
 * method, drawn a little towards leaving the output as it is.
 */
export function calibrateBinary(outputs: Float32Array, labels: Float32Array): Calibration {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const fewer = Math.min(positives, labels.length - positives);
  if (labels.length < FEWEST_LABELS || fewer < FEWEST_OF_A_CLASS) {
    return { slope: 1, intercept: 0, error: null };
  }
  let slope = 1;
  let intercept = 0;
  for (let round = 0; round < 25; round += 1) {
    // A prior of weight 1 around slope 1 and intercept 0 keeps a separable sample finite.
    let [gradientA, gradientB] = [slope - 1, intercept];
    let [curveAA, curveAB, curveBB] = [1, 0, 1];
    outputs.forEach((output, index) => {
      const probability = 1 / (1 + Math.exp(-(slope * output + intercept)));
      const error = probability - labels[index];
      const spread = probability * (1 - probability);
      gradientA += error * output;
      gradientB += error;
      curveAA += spread * output * output;
      curveAB += spread * output;
      curveBB += spread;
    });
    const determinant = curveAA * curveBB - curveAB * curveAB;
    slope -= (curveBB * gradientA - curveAB * gradientB) / determinant;
    intercept -= (curveAA * gradientB - curveAB * gradientA) / determinant;
  }
  const squares = outputs.reduce((sum, output, index) => {
    const probability = 1 / (1 + Math.exp(-(slope * output + intercept)));
    return sum + (probability - labels[index]) ** 2;
  }, 0);
  const isSound = Number.isFinite(slope) && Number.isFinite(intercept) && slope > 0;
  if (!isSound) return { slope: 1, intercept: 0, error: null };
  return { slope, intercept, error: Math.sqrt(squares / labels.length) };
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
