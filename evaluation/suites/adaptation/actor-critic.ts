import {
  FORGETTING_RATES,
  type ItemSpace,
  type LoggedStream,
  PolicyNetwork,
  type StreamSettings,
  TasteStream,
} from '../../../fusion/adaptation/index.ts';
import { dot } from '../../../fusion/linear/index.ts';
import { Adam, RandomSource } from '../../../fusion/tensor/index.ts';
import { rankOf } from './judge.ts';
import { drawFrom } from './planted.ts';
import type { SplitStream } from './streams.ts';

const DISCOUNT = 0.8;
const TRACE = 0.9;
const PASSES = 2;
const LEARNING_RATE = 1e-3;
const ENTROPY_PRICE = 0.003;
const VALUE_PRICE = 0.5;
const BATCH_STREAMS = 8;
const LONGEST_KEPT = FORGETTING_RATES[FORGETTING_RATES.length - 2];
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** An actor that takes one forgetting rate at each event, and a critic of what follows. */
export interface ActorCritic {
  readonly actor: PolicyNetwork;
  readonly critic: PolicyNetwork;
}

/**
 * Multi-step training on the evolving state, for comparison: a single vector fades at each event by the
 * rate that the actor takes, so every choice is felt later. Advantage actor-critic with generalised
 * advantage estimates (Mnih et al. 2016; Schulman et al. 2016, equation 16); the reward is the item's
 * log-likelihood among the panel's.
 */
export function trainActorCritic(
  space: ItemSpace,
  settings: StreamSettings,
  streams: readonly LoggedStream[],
  standardise: (features: Float64Array) => Float64Array,
  seed: number,
  signal?: AbortSignal,
): ActorCritic {
  const random = RandomSource.fromSeed(seed);
  const inputs = new TasteStream(space, settings).features().length;
  const actor = PolicyNetwork.start(
    inputs,
    settings.kept.map(() => 1),
    random,
  );
  const critic = PolicyNetwork.start(inputs, [1], random);
  const optimisers = [actor, critic].map(({ layout }) => new Adam(layout, ADAM));
  const long = streams.filter(({ items }) => items.length > 2);
  for (let pass = 0; pass < PASSES; pass += 1) {
    random.shuffle(long);
    for (let from = 0; from < long.length; from += BATCH_STREAMS) {
      signal?.throwIfAborted();
      const gradients = [actor, critic].map(({ layout }) => new Float64Array(layout.size));
      const batch = long.slice(from, from + BATCH_STREAMS);
      const events = batch.reduce((sum, { items }) => sum + items.length, 0);
      for (const stream of batch) {
        const steps = playStream(space, settings, stream, { actor, critic }, standardise, random);
        learn({ actor, critic }, steps, events, gradients);
      }
      [actor, critic].forEach(({ layout, flat }, own) => {
        const parts = layout.parameters.map(({ offset, size }) =>
          gradients[own].subarray(offset, offset + size),
        );
        optimisers[own].step(flat, parts, LEARNING_RATE);
      });
    }
  }
  return { actor, critic };
}

interface Step {
  readonly input: Float64Array;
  readonly taken: number;
  readonly value: number;
  /** Of the event after the choice. */
  reward: number;
}

function playStream(
  space: ItemSpace,
  settings: StreamSettings,
  { items, at }: LoggedStream,
  { actor, critic }: ActorCritic,
  standardise: (features: Float64Array) => Float64Array,
  random: RandomSource,
): Step[] {
  const stream = new TasteStream(space, settings);
  const vector = new Float64Array(space.dimension);
  const steps: Step[] = [];
  for (let event = 0; event < items.length; event += 1) {
    const last = steps.at(-1);
    if (last) last.reward = panelReward(space, settings.sharpness, vector, items[event]);
    stream.observe(items[event], at[event]);
    const input = standardise(stream.features());
    const chances = softmax(actor.forward(input).raw);
    const taken = drawFrom(chances, random);
    fade(vector, settings.kept[taken], space, items[event]);
    steps.push({ input, taken, value: critic.forward(input).raw[0], reward: 0 });
  }
  return steps.slice(0, -1);
}

function learn(
  { actor, critic }: ActorCritic,
  steps: readonly Step[],
  events: number,
  [actorGradient, criticGradient]: readonly Float64Array[],
): void {
  let advantage = 0;
  for (let step = steps.length - 1; step >= 0; step -= 1) {
    const { input, taken, value, reward } = steps[step];
    const next = steps[step + 1]?.value ?? value;
    advantage = reward + DISCOUNT * next - value + DISCOUNT * TRACE * advantage;
    const trace = actor.forward(input);
    const chances = softmax(trace.raw);
    const entropy = -chances.reduce((sum, chance) => sum + chance * Math.log(chance + 1e-12), 0);
    const slope = chances.map((chance, rate) => {
      const surer = (rate === taken ? 1 : 0) - chance;
      const flatter = -chance * (Math.log(chance + 1e-12) + entropy);
      return (-advantage * surer - ENTROPY_PRICE * flatter) / events;
    });
    actor.backwardRaw(trace, slope, actorGradient);
    const valueSlope = Float64Array.of((-2 * VALUE_PRICE * advantage) / events);
    critic.backwardRaw(critic.forward(input), valueSlope, criticGradient);
  }
}

/** The actor's surest choice at every event of the later part: the place of the item that came. */
export function judgeActor(
  space: ItemSpace,
  settings: StreamSettings,
  streams: readonly SplitStream[],
  actor: PolicyNetwork,
  standardise: (features: Float64Array) => Float64Array,
): Int32Array {
  const ranks: number[] = [];
  for (const { items, at, cut } of streams) {
    if (cut >= items.length) continue;
    const stream = new TasteStream(space, settings);
    const vector = new Float64Array(space.dimension);
    const seen = new Uint8Array(space.count);
    items.forEach((item, event) => {
      if (event >= cut) ranks.push(rankOf(space, settings.sharpness, vector, item, seen).rank);
      stream.observe(item, at[event]);
      seen[item] = 1;
      const { raw } = actor.forward(standardise(stream.features()));
      fade(vector, settings.kept[raw.indexOf(Math.max(...raw))], space, item);
    });
  }
  return Int32Array.from(ranks);
}

/**
 * One vector's own forgetting: v ← kept · v + (1 - kept) · imprint. To keep all would be to take nothing
 * in, so that choice keeps what the next one does.
 */
function fade(vector: Float64Array, kept: number, space: ItemSpace, item: number): void {
  const row = item * space.dimension;
  const taken = 1 - Math.min(kept, LONGEST_KEPT);
  for (let axis = 0; axis < vector.length; axis += 1) {
    vector[axis] = (1 - taken) * vector[axis] + taken * space.imprints[row + axis];
  }
}

function panelReward(
  space: ItemSpace,
  sharpness: number,
  vector: Float64Array,
  item: number,
): number {
  const { dimension, vectors, panel, panelVectors } = space;
  const length = Math.sqrt(dot(vector, 0, vector, 0, dimension)) || 1;
  const scale = sharpness / length;
  const own = scale * dot(vectors, item * dimension, vector, 0, dimension);
  let sum = 0;
  for (let place = 0; place < panel.length; place += 1) {
    const score = scale * dot(panelVectors, place * dimension, vector, 0, dimension);
    sum += Math.exp(Math.min(50, score - own));
  }
  return Math.max(-20, -Math.log(sum * (space.count / panel.length)));
}

function softmax(raw: Float64Array): Float64Array {
  const highest = Math.max(...raw);
  const raised = raw.map((value) => Math.exp(value - highest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}
