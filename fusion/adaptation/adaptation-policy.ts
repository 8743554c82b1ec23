import { RandomSource } from '../tensor/index.ts';
import { PolicyNetwork } from './policy-network.ts';
import { eventsToRead } from './reencode.ts';
import type { ReencodeGate } from './reencode-gate.ts';
import { ServedNetwork } from './served-network.ts';
import { featureGroups } from './stream-features.ts';
import type { Decision, StreamSettings } from './stream-settings.ts';
import type { TasteStream } from './taste-stream.ts';

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
  /** Made at the first decision, after which the network learns no more. */
  #served: ServedNetwork | null = null;
  /** What one decision works on before it returns: raw and standardised, [features]. */
  readonly #features: readonly [Float64Array, Float64Array];
  /** The names of what belongs together of it, and the places. */
  readonly #groups: readonly [readonly string[], readonly (readonly number[])[]];

  constructor(
    readonly network: PolicyNetwork,
    readonly scales: FeatureScales,
    readonly settings: StreamSettings,
    /** Why the stored policy could not be read, where this one stands in its place; null otherwise. */
    readonly problem: string | null = null,
    /** Asks for full re-encodes; null where nobody taught it. */
    readonly gate: ReencodeGate | null = null,
  ) {
    const { length } = scales.mean;
    this.#features = [new Float64Array(length), new Float64Array(length)];
    const groups = featureGroups(settings.kept.length);
    this.#groups = [[...groups.keys()], [...groups.values()]];
  }

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

  /**
   * Standardises raw features, [features].
   * @param result where they are written, and given back; a new array if nothing is said
   */
  standardise(
    features: ArrayLike<number>,
    result: Float64Array = new Float64Array(this.scales.mean.length),
  ): Float64Array {
    const { mean, deviation } = this.scales;
    for (let at = 0; at < result.length; at += 1) {
      const value = (features[at] - mean[at]) / deviation[at];
      result[at] = value > FARTHEST ? FARTHEST : value < -FARTHEST ? -FARTHEST : value;
    }
    return result;
  }

  /** The weight of each forgetting rate and of what everybody turns to, above zero, [rates + 1]. */
  weigh(features: ArrayLike<number>): Float64Array {
    return this.network.forward(this.standardise(features)).weights;
  }

  /**
   * What it does with what comes next in a stream.
   * @param weights where they are written; a new array if nothing is said
   */
  decide(
    stream: TasteStream,
    weights: Float64Array = new Float64Array(this.network.rates),
  ): Decision {
    const features = this.#read(stream);
    weights.set(this.#network.weights(features));
    const { readAgain } = stream.gained;
    const reencodes =
      this.gate?.asks(features, eventsToRead(stream), readAgain, stream.count) ?? false;
    return { weights, reencodes };
  }

  /**
   * What it would decide if a group of what it sees of a stream were as usual, for each group.
   * @param visit told of each; the weights are overwritten by the next
   */
  withoutEach(stream: TasteStream, visit: (group: string, weights: Float64Array) => void): void {
    const [names, places] = this.#groups;
    this.#network.withoutEach(this.#read(stream), places, (group, weights) => {
      visit(names[group], weights);
    });
  }

  get #network(): ServedNetwork {
    this.#served ??= new ServedNetwork(this.network);
    return this.#served;
  }

  /** What it sees of a stream, standardised. */
  #read(stream: TasteStream): Float64Array {
    const [raw, standardised] = this.#features;
    return this.standardise(stream.features(raw), standardised);
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
