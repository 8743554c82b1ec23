import type { RandomSource } from '../tensor/index.ts';
import { PolicyNetwork } from './policy-network.ts';

/** What the gate sees beside the policy's own features: the cost so far, in all and an event. */
const COST_INPUTS = 2;
/** Log-likelihood that reading one event again must bring, if nothing else is said. */
export const REENCODE_PRICE = 2e-4;

/** The part of a policy that asks for a full re-encode where it promises more than it costs. Immutable. */
export class ReencodeGate {
  constructor(
    readonly network: PolicyNetwork,
    /** Log-likelihood for each event that is read again. */
    readonly price: number,
  ) {}

  /** @param features how many the policy sees */
  static start(features: number, price: number, random: RandomSource): ReencodeGate {
    const network = PolicyNetwork.start(ReencodeGate.inputsFor(features), [1], random);
    return new ReencodeGate(network, price);
  }

  /** How many inputs the network reads. @param features how many the policy sees */
  static inputsFor(features: number): number {
    return features + COST_INPUTS;
  }

  /**
   * What the network reads.
   * @param features standardised, [features]
   * @param cost events that were read again so far
   * @param events events so far
   */
  static inputOf(features: Float64Array, cost: number, events: number): Float64Array {
    const input = new Float64Array(features.length + COST_INPUTS);
    input.set(features);
    input[features.length] = Math.log1p(cost);
    input[features.length + 1] = cost / Math.max(1, events) / 100;
    return input;
  }

  /** Whether a full re-encode promises more than it costs. */
  asks(features: Float64Array, cost: number, events: number): boolean {
    return this.network.forward(ReencodeGate.inputOf(features, cost, events)).raw[0] > 0;
  }
}
