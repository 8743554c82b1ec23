import { Adam, RandomSource } from '../tensor/index.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { ReencodeGate } from './reencode-gate.ts';
import {
  type FollowedFold,
  type WorthSettings,
  type WorthStream,
  worthOfReencodes,
} from './reencode-worth.ts';

const EPOCHS = 6;
const BATCH_STREAMS = 2;
const LEARNING_RATE = 3e-4;
/** One stream in so many teaches nothing and says when to stop. */
const HELD_OUT = 5;
/** Gains that every re-encode might promise alike. */
const PROMISES = [0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1];
/** What a re-encode must promise beyond its price for a chance of three in four, or so. */
const TEMPERATURE = 0.02;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.02 };

export interface GateSettings extends WorthSettings {
  readonly seed: number;
  /** Log-likelihood for each event that is read again. */
  readonly price: number;
}

/**
 * Teaches a policy when to ask for a full re-encode, by policy gradient: the expected reward of an event is
 * chance · (gain - price · cost) above that of going on, and as both outcomes of every logged event are known,
 * so is its gradient. What was spent is that of the choices made before in the same stream.
 * @returns the policy with its gate
 * @throws {RangeError} for a price below 0
 */
export function trainGate(
  policy: AdaptationPolicy,
  folds: readonly FollowedFold[],
  { seed, price, ...following }: GateSettings,
): AdaptationPolicy {
  if (!(price >= 0)) {
    throw new RangeError(`The price of a re-encode is at least 0 for each event, not ${price}.`);
  }
  const random = RandomSource.fromSeed(seed);
  const streams = worthOfReencodes(policy, folds, following, random);
  const { signal } = following;
  return policy.asking(learnGate(streams, policy.scales.mean.length, { price, signal }, random));
}

/**
 * Learns from what re-encodes were worth, and chooses on some of the users, who teach nothing: never to ask,
 * always to ask, to promise the same of each re-encode, or what was learned after any epoch. So what is served
 * was no worse for them than the better of never and always.
 * @param features how many the policy sees
 */
export function learnGate(
  streams: readonly WorthStream[],
  features: number,
  { price, signal }: Pick<GateSettings, 'price' | 'signal'>,
  random: RandomSource,
): ReencodeGate {
  const users = [...new Set(streams.map(({ user }) => user))];
  const heldOut = new Set(users.slice(0, Math.ceil(users.length / HELD_OUT)));
  const held = streams.filter(({ user }) => heldOut.has(user));
  const taught = streams.filter(({ user }) => !heldOut.has(user));
  const gate = ReencodeGate.start(features, price, random);
  const { network } = gate;
  const adam = new Adam(network.layout, ADAM);
  // A gate that has learned nothing asks for nothing.
  let best = { reward: 0, flat: network.flat.slice() };
  const keepIfBetter = () => {
    const reward = held.reduce((sum, stream) => sum + play(gate, stream), 0);
    if (reward > best.reward) best = { reward, flat: network.flat.slice() };
  };
  gate.askAlways();
  keepIfBetter();
  gate.promise(bestPromise(gate, taught));
  keepIfBetter();
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    random.shuffle(taught);
    for (let from = 0; from < taught.length; from += BATCH_STREAMS) {
      signal?.throwIfAborted();
      const batch = taught.slice(from, from + BATCH_STREAMS);
      const gradient = new Float64Array(network.layout.size);
      const events = batch.reduce((sum, stream) => sum + stream.worth.length, 0);
      for (const stream of batch) play(gate, stream, gradient, 1 / events);
      const parts = network.layout.parameters.map(({ offset, size }) =>
        gradient.subarray(offset, offset + size),
      );
      adam.step(network.flat, parts, LEARNING_RATE);
    }
    keepIfBetter();
  }
  network.flat.set(best.flat);
  return gate;
}

/** What a gate that knows nothing of the events best promises of each: where learning begins. */
function bestPromise(gate: ReencodeGate, streams: readonly WorthStream[]): number {
  const rewards = PROMISES.map((gain) => {
    gate.promise(gain);
    return streams.reduce((sum, stream) => sum + play(gate, stream), 0);
  });
  return PROMISES[rewards.indexOf(Math.max(...rewards))];
}

/**
 * Goes through a stream by the gate's own choices.
 * @param gradient if given, minus the gradient of the expected reward is added to it, `share` times an event's
 * @returns what the choices gained, less their price
 */
function play(
  gate: ReencodeGate,
  { worth }: WorthStream,
  gradient?: Float64Array,
  share = 1,
): number {
  const { network, price } = gate;
  let spent = 0;
  let reward = 0;
  for (const { features, gain, cost, events } of worth) {
    const trace = network.forward(ReencodeGate.inputOf(features, spent, events));
    const net = gain - price * cost;
    const promised = gate.net(trace.raw[0], cost);
    if (gradient !== undefined) {
      const chance = 1 / (1 + Math.exp(-promised / TEMPERATURE));
      const slope = Float64Array.of(-share * net * chance * (1 - chance));
      network.backwardRaw(trace, slope, gradient);
    }
    if (promised <= 0) continue;
    spent += cost;
    reward += net;
  }
  return reward;
}
