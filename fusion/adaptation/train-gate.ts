import { Adam, RandomSource } from '../tensor/index.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { FEWEST_EVENTS } from './choice.ts';
import type { ItemSpace } from './item-space.ts';
import type { LoggedStream } from './policy-examples.ts';
import { eventsToRead, reencode } from './reencode.ts';
import { ReencodeGate } from './reencode-gate.ts';
import { TasteStream } from './taste-stream.ts';

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

/** Streams with items that were fitted to other people. */
export interface FollowedFold {
  readonly space: ItemSpace;
  readonly streams: readonly LoggedStream[];
}

/** What a full re-encode before one logged event would have been worth. */
interface Worth {
  /** Standardised, [features]. */
  readonly features: Float64Array;
  /** Log-likelihood of the event with it less that without. */
  readonly gain: number;
  /** Events that it reads. */
  readonly cost: number;
  /** Events so far. */
  readonly events: number;
}

export interface GateSettings {
  readonly seed: number;
  /** Log-likelihood for each event that is read again. */
  readonly price: number;
  /** At most so many events teach. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Teaches a policy when to ask for a full re-encode, by policy gradient: the expected reward of an event is
 * chance · (gain - price · cost) above that of going on, and as both outcomes of every logged event are known,
 * so is its gradient. What was spent is that of the choices made before in the same stream.
 * @returns the policy with its gate, which asks for nothing where nobody held out gains by it
 * @throws {RangeError} for a price below 0
 */
export function trainGate(
  policy: AdaptationPolicy,
  folds: readonly FollowedFold[],
  { seed, price, limit = Number.POSITIVE_INFINITY, signal }: GateSettings,
): AdaptationPolicy {
  if (!(price >= 0)) {
    throw new RangeError(`The price of a re-encode is at least 0 for each event, not ${price}.`);
  }
  const random = RandomSource.fromSeed(seed);
  const streams = worthOf(policy, folds, limit, random, signal);
  const held = streams.splice(0, Math.ceil(streams.length / HELD_OUT));
  const gate = ReencodeGate.start(policy.scales.mean.length, price, random);
  const { network } = gate;
  const adam = new Adam(network.layout, ADAM);
  // A gate that has learned nothing asks for nothing.
  let best = { reward: 0, flat: network.flat.slice() };
  const keepIfBetter = () => {
    const reward = held.reduce((sum, stream) => sum + play(gate, stream), 0);
    if (reward > best.reward) best = { reward, flat: network.flat.slice() };
  };
  gate.promise(bestPromise(gate, streams));
  keepIfBetter();
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    random.shuffle(streams);
    for (let from = 0; from < streams.length; from += BATCH_STREAMS) {
      signal?.throwIfAborted();
      const batch = streams.slice(from, from + BATCH_STREAMS);
      const gradient = new Float64Array(network.layout.size);
      const events = batch.reduce((sum, stream) => sum + stream.length, 0);
      for (const stream of batch) play(gate, stream, gradient, 1 / events);
      const parts = network.layout.parameters.map(({ offset, size }) =>
        gradient.subarray(offset, offset + size),
      );
      adam.step(network.flat, parts, LEARNING_RATE);
    }
    keepIfBetter();
  }
  network.flat.set(best.flat);
  return policy.asking(gate);
}

/** What a gate that knows nothing of the events best promises of each: where learning begins. */
function bestPromise(gate: ReencodeGate, streams: readonly (readonly Worth[])[]): number {
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
  stream: readonly Worth[],
  gradient?: Float64Array,
  share = 1,
): number {
  const { network, price } = gate;
  let spent = 0;
  let reward = 0;
  for (const { features, gain, cost, events } of stream) {
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

function worthOf(
  policy: AdaptationPolicy,
  folds: readonly FollowedFold[],
  limit: number,
  random: RandomSource,
  signal: AbortSignal | undefined,
): Worth[][] {
  const drawn = random.shuffle(
    folds.flatMap(({ space, streams }) => streams.map((stream) => ({ space, stream }))),
  );
  const all: Worth[][] = [];
  let events = 0;
  for (const { space, stream } of drawn) {
    if (events >= limit) break;
    signal?.throwIfAborted();
    const worth = follow(policy, space, stream);
    if (worth.length > 0) all.push(worth);
    events += worth.length;
  }
  return all;
}

function follow(policy: AdaptationPolicy, space: ItemSpace, { items, at }: LoggedStream): Worth[] {
  const stream = new TasteStream(space, policy.settings);
  const worth: Worth[] = [];
  for (let event = 0; event < items.length; event += 1) {
    if (event >= FEWEST_EVENTS) {
      const raw = stream.features();
      const weights = policy.weigh(raw);
      const item = items[event];
      const anew = space.reward(item, reencode(stream, weights), policy.settings.sharpness);
      worth.push({
        features: policy.standardise(raw),
        gain: anew - stream.reward(item, weights),
        cost: eventsToRead(stream),
        events: event,
      });
    }
    stream.observe(items[event], at[event]);
  }
  return worth;
}
