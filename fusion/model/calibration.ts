/**
 * What turns a head's raw output into its answer, measured on validation rows. Binary: the
 * probability is logistic(slope · output + intercept) (Platt 1999). Regression: the answer is
 * slope · output + intercept in the label's unit, wrong by `error` on average (root mean square).
 */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
  /** Null where the validation rows were too few to measure. */
  readonly error: number | null;
}
