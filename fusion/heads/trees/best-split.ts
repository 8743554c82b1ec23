import { MISSING } from './binned-table.ts';

/** Sums over the rows of a leaf, for each bin of each feature: gradient, curvature, rows. */
export type Histogram = Float64Array;
export const FIELDS = 3;

export interface LeafSums {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

export interface Split {
  readonly feature: number;
  /** Bins up to this one go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly left: LeafSums;
}

export interface SplitLimits {
  /** Fewest rows on either side. */
  readonly leastRows: number;
  /** Ridge on the leaves' values. */
  readonly l2: number;
}

/** Least curvature on either side: a leaf of rows that are all certain has nothing to say. */
const LEAST_CURVATURE = 1e-3;

/**
 * The question that lowers the loss most (Chen and Guestrin 2016, equation 7), unknown values tried
 * on either side (algorithm 3 there); null where none lowers it.
 * @param offsets where the bins of each of `features` begin in the histogram, [features + 1]
 */
export function bestSplit(
  histogram: Histogram,
  offsets: Int32Array,
  features: ArrayLike<number>,
  total: LeafSums,
  limits: SplitLimits,
): Split | null {
  const { leastRows, l2 } = limits;
  const own = (total.gradient * total.gradient) / (total.curvature + l2);
  let best: Split | null = null;
  let bestGain = 1e-9;
  for (let at = 0; at < features.length; at += 1) {
    const feature = features[at];
    const start = offsets[at] * FIELDS;
    const bins = offsets[at + 1] - offsets[at];
    const missing = {
      gradient: histogram[start],
      curvature: histogram[start + 1],
      rows: histogram[start + 2],
    };
    for (const missingLeft of missing.rows > 0 ? [false, true] : [false]) {
      let gradient = missingLeft ? missing.gradient : 0;
      let curvature = missingLeft ? missing.curvature : 0;
      let rows = missingLeft ? missing.rows : 0;
      // The last bin divides the known from the unknown, if the unknown go right.
      const last = missing.rows > 0 && !missingLeft ? bins : bins - 1;
      for (let bin = MISSING + 1; bin < last; bin += 1) {
        const from = start + bin * FIELDS;
        gradient += histogram[from];
        curvature += histogram[from + 1];
        rows += histogram[from + 2];
        if (rows < leastRows || curvature < LEAST_CURVATURE) continue;
        if (total.rows - rows < leastRows || total.curvature - curvature < LEAST_CURVATURE) break;
        const rest = total.gradient - gradient;
        const gain =
          (gradient * gradient) / (curvature + l2) +
          (rest * rest) / (total.curvature - curvature + l2) -
          own;
        if (gain <= bestGain) continue;
        bestGain = gain;
        const side = missing.rows > 0 ? missingLeft : rows * 2 >= total.rows;
        best = {
          feature,
          bin,
          missingLeft: side,
          gain,
          left: { gradient, curvature, rows },
        };
      }
    }
  }
  return best;
}
