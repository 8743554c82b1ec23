import type { RandomSource } from '../tensor/index.ts';
import { PolicyNetwork } from './policy-network.ts';
import { eventsToRead } from './reencode.ts';
import { ServedNetwork } from './served-network.ts';

/** What the gate sees beside the policy's own features: the cost so far, in all and an event. */
const COST_INPUTS = 2;
/** Log-likelihood that reading one event again must bring, if nothing else is said. */
export const REENCODE_PRICE = 2e-4;

/** Log-likelihoods that a re-encode brings are about so large; what makes the network's output one. */
const USUAL_GAIN = 0.05;

/** The part of a policy that asks for a full re-encode where it promises more than it costs. Immutable. */
export class ReencodeGate {
  /** Made when it is first asked, after which it learns no more. */
  #served: ServedNetwork | null = null;
  readonly #input: Float64Array;

  constructor(
    readonly network: PolicyNetwork,
    /** Log-likelihood for each event that is read again. */
    readonly price: number,
  ) {
    this.#input = new Float64Array(network.inputs);
  }

  /** @param features how many the policy sees */
  static start(features: number, price: number, random: RandomSource): ReencodeGate {
    const network = PolicyNetwork.start(ReencodeGate.inputsFor(features), [1], random);
    return new ReencodeGate(network, price);
  }

  /** Lets a gate that has learned nothing promise the same of every re-encode, in log-likelihood. */
  promise(gain: number): void {
    const { layout, flat } = this.network;
    const bias = layout.parameters[layout.parameters.length - 1];
    flat[bias.offset] = gain / USUAL_GAIN;
  }

  /** Lets a gate that has learned nothing ask for every re-encode, whatever it costs. */
  askAlways(): void {
    this.promise(this.price * eventsToRead({ count: Number.POSITIVE_INFINITY }) + USUAL_GAIN);
  }

  /** How many inputs the network reads. @param features how many the policy sees */
  static inputsFor(features: number): number {
    return features + COST_INPUTS;
  }

  /**
   * What the network reads.
   * @param features standardised, [features]
   * @param spent events that were read again so far
   * @param events events so far
   * @param input where it is written, and given back; a new array if nothing is said
   */
  static inputOf(
    features: Float64Array,
    spent: number,
    events: number,
    input: Float64Array = new Float64Array(features.length + COST_INPUTS),
  ): Float64Array {
    input.set(features);
    input[features.length] = Math.log1p(spent);
    input[features.length + 1] = spent / Math.max(1, events) / 100;
    return input;
  }

  /**
   * What a re-encode promises beyond its price, in log-likelihood: above 0 it is asked for.
   * @param raw the network's output
   * @param cost events that it would read
   */
  net(raw: number, cost: number): number {
    return USUAL_GAIN * raw - this.price * cost;
  }

  /**
   * Whether a full re-encode promises more than it costs.
   * @param cost events that it would read
   * @param spent events that were read again so far
   * @param events events so far
   */
  asks(features: Float64Array, cost: number, spent: number, events: number): boolean {
    this.#served ??= new ServedNetwork(this.network);
    const raw = this.#served.raw(ReencodeGate.inputOf(features, spent, events, this.#input));
    return this.net(raw[0], cost) > 0;
  }
}
