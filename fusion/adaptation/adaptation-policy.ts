import { PolicyNetwork } from './policy-network.ts';
import type { StreamSettings } from './taste-stream.ts';

/** Standardised features beyond this are cut: a stranger must not look stranger than any before. */
const FARTHEST = 5;

/** How features are standardised, as they were when the policy was trained. */
export interface FeatureScales {
  /** [features] */
  readonly mean: Float32Array;
  /** [features], above zero. */
  readonly deviation: Float32Array;
}

/** A trained policy: from what a stream knows to a weight for each of its forgetting rates. Immutable. */
export class AdaptationPolicy {
  constructor(
    readonly network: PolicyNetwork,
    readonly scales: FeatureScales,
    readonly settings: StreamSettings,
  ) {}

  /** Standardises raw features, [features]. */
  standardise(features: ArrayLike<number>, from = 0): Float64Array {
    const { mean, deviation } = this.scales;
    const result = new Float64Array(mean.length);
    for (let at = 0; at < result.length; at += 1) {
      const value = (features[from + at] - mean[at]) / deviation[at];
      result[at] = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    }
    return result;
  }

  /** The weight of each forgetting rate, above zero, [rates]. */
  weigh(features: ArrayLike<number>): Float64Array {
    return this.network.forward(this.standardise(features)).weights;
  }
}

/** Σ weights · directions: the vector that items are ranked by, [dimension]. */
export function mixture(
  weights: ArrayLike<number>,
  directions: Float64Array,
  dimension: number,
): Float64Array {
  const vector = new Float64Array(dimension);
  for (let rate = 0; rate < weights.length; rate += 1) {
    const row = rate * dimension;
    for (let axis = 0; axis < dimension; axis += 1) {
      vector[axis] += weights[rate] * directions[row + axis];
    }
  }
  return vector;
}
