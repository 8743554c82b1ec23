import { RandomSource } from '../tensor/index.ts';
import { PolicyNetwork } from './policy-network.ts';
import { eventsToRead } from './reencode.ts';
import type { ReencodeGate } from './reencode-gate.ts';
import {
  type Decision,
  featureGroups,
  type StreamSettings,
  type TasteStream,
} from './taste-stream.ts';

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
    /** Why the stored policy could not be read, where this one stands in its place; null otherwise. */
    readonly problem: string | null = null,
    /** Asks for full re-encodes; null where nobody taught it. */
    readonly gate: ReencodeGate | null = null,
  ) {}

  /** The same with a gate that asks for full re-encodes. */
  asking(gate: ReencodeGate | null): AdaptationPolicy {
    return new AdaptationPolicy(this.network, this.scales, this.settings, this.problem, gate);
  }

  /** The equal mixture, in the place of a policy that cannot be read. */
  static inPlaceOf(settings: StreamSettings, problem: string): AdaptationPolicy {
    const groups = [...featureGroups(settings.kept.length).values()];
    const inputs = groups.reduce((sum, { length }) => sum + length, 0);
    // A network that has learned nothing is the equal mixture, whatever it is started from.
    const network = PolicyNetwork.start(inputs, settings.equal, RandomSource.fromSeed(0));
    const mean = new Float32Array(inputs);
    const deviation = new Float32Array(inputs).fill(1);
    return new AdaptationPolicy(network, { mean, deviation }, settings, problem);
  }

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

  /** The weight of each forgetting rate and of what everybody turns to, above zero, [rates + 1]. */
  weigh(features: ArrayLike<number>): Float64Array {
    return this.network.forward(this.standardise(features)).weights;
  }

  /** What it does with what comes next in a stream. */
  decide(stream: TasteStream): Decision {
    const features = this.standardise(stream.features());
    const { weights } = this.network.forward(features);
    const { readAgain } = stream.gained;
    const reencodes =
      this.gate?.asks(features, eventsToRead(stream), readAgain, stream.count) ?? false;
    return { weights, reencodes };
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
