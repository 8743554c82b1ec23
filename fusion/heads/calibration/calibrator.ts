import { calibrateBinary } from '../../training/fit-calibration.ts';
import { select } from '../feature-table.ts';
import { foldsOf, type Split } from '../splits.ts';
import { logistic } from '../trees/index.ts';
import { fitIsotonic, type IsotonicSteps, isotonicValue } from './isotonic.ts';

/** Turns log-odds into probabilities that come true as often as they say; plain data. */
export type Calibrator =
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'isotonic'; readonly steps: IsotonicSteps };

/** Fewer positives than this, and steps follow chance. */
const FEWEST_FOR_STEPS = 200;
const FOLDS = 5;
/** A step of all or nothing on held-out rows must not be taken for certainty. */
const SUREST = 1e-4;

/**
 * Calibrates on held-out scores: a logistic (Platt 1999), or growing steps where these say more of
 * rows that neither has seen.
 * @param scores [rows], log-odds of models that have not seen these rows
 * @param labels [rows], 0 or 1
 * @param splits of these rows, to choose between the two
 */
export function fitCalibrator(
  scores: Float32Array,
  labels: Float32Array,
  splits: readonly Split[],
): Calibrator {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (Math.min(positives, labels.length - positives) < FEWEST_FOR_STEPS) {
    return fitPlatt(scores, labels);
  }
  const lossOf = (fit: typeof fitPlatt): number =>
    splits.reduce((loss, { train, validation }) => {
      const pick = (values: Float32Array) => Float32Array.from(train, (row) => values[row]);
      const calibrator = fit(pick(scores), pick(labels));
      return validation.reduce(
        (sum, row) => sum + crossEntropy(calibrated(calibrator, scores[row]), labels[row]),
        loss,
      );
    }, 0);
  const fit = lossOf(isotonic) < lossOf(fitPlatt) ? isotonic : fitPlatt;
  return fit(scores, labels);
}

/**
 * Calibrates on those rows that have a score.
 * @param heldOut [rows], NaN for rows that no model has left out
 * @param groups [rows], as for `foldsOf`
 */
export function calibrateHeldOut(
  heldOut: Float32Array,
  labels: Float32Array,
  groups: readonly (string | number)[],
  seed: number,
): Calibrator {
  const rows = Int32Array.from([...heldOut.keys()].filter((row) => !Number.isNaN(heldOut[row])));
  const folds = foldsOf(
    Array.from(rows, (row) => groups[row]),
    FOLDS,
    seed,
  );
  return fitCalibrator(select(heldOut, rows), select(labels, rows), folds);
}

/** The probability at a score. */
export function calibrated(calibrator: Calibrator, score: number): number {
  if (calibrator.kind === 'platt') {
    return logistic(calibrator.slope * score + calibrator.intercept);
  }
  return Math.min(Math.max(isotonicValue(calibrator.steps, score), SUREST), 1 - SUREST);
}

export function crossEntropy(probability: number, label: number): number {
  const bounded = Math.min(Math.max(probability, 1e-9), 1 - 1e-9);
  return -label * Math.log(bounded) - (1 - label) * Math.log(1 - bounded);
}

/**
 * Calibrates by a logistic alone, the nearer to the scores as they are the less there is to learn from.
 * @param scores [rows], log-odds of models that have not seen these rows
 * @param labels [rows], 0 or 1
 * @param weights [rows], how much each row counts; all alike where none are given
 */
export function fitPlatt(
  scores: Float32Array,
  labels: Float32Array,
  weights?: Float32Array,
): Calibrator {
  const { slope, intercept } = calibrateBinary(scores, labels, weights);
  return { kind: 'platt', slope, intercept };
}

function isotonic(scores: Float32Array, labels: Float32Array): Calibrator {
  return { kind: 'isotonic', steps: fitIsotonic(scores, labels) };
}
