import { Adam, cosineSchedule, RandomSource } from '../tensor/index.ts';
import { AdaptationPolicy, type FeatureScales } from './adaptation-policy.ts';
import { mixtureLoss } from './mixture-loss.ts';
import type { PolicyExample } from './policy-examples.ts';
import { PolicyNetwork } from './policy-network.ts';
import type { StreamSettings } from './stream-settings.ts';

/** Settings of training, chosen on users held out of the earlier part. */
export interface PolicyTrainingSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** One user in so many says when to stop. */
  readonly heldOut: number;
  /** The policy to go on from; a new one, which starts as the equal mixture, if nothing is said. */
  readonly start?: AdaptationPolicy;
}

export const POLICY_TRAINING: Omit<PolicyTrainingSettings, 'seed'> = {
  epochs: 6,
  batch: 256,
  learningRate: 1e-3,
  weightDecay: 0.02,
  heldOut: 7,
};

/** A policy with what its training showed. */
export interface TrainedPolicy {
  readonly policy: AdaptationPolicy;
  /** Mean log-likelihood of held-out events, after each epoch. */
  readonly heldOutRewards: readonly number[];
  /** Each held-out user's mean reward above that of the equal mixture. */
  readonly heldOutGains: readonly number[];
}

/**
 * Trains by policy gradient on logged events. An action is a vector of weights, its reward the
 * log-likelihood of the next real event under the mixture; as every rate's scores are known, so is the
 * reward of every action, and the gradient is exact (full information; the deterministic policy gradient
 * of Silver et al. 2014, equation 9, with the true reward in place of a critic).
 * @throws {RangeError} without examples
 */
export function trainPolicy(
  examples: readonly PolicyExample[],
  stream: StreamSettings,
  settings: PolicyTrainingSettings,
  signal?: AbortSignal,
): TrainedPolicy {
  if (examples.length === 0) throw new RangeError('No event can teach a policy.');
  const random = RandomSource.fromSeed(settings.seed);
  const inputs = examples[0].features.length;
  const { start } = settings;
  const network = start
    ? new PolicyNetwork(inputs, stream.equal, start.network.flat.slice())
    : PolicyNetwork.start(inputs, stream.equal, random);
  const scales = start?.scales ?? scalesOf(examples, inputs);
  const policy = new AdaptationPolicy(network, scales, stream);
  const users = [...new Set(examples.map(({ user }) => user))];
  const held = new Set(
    random.shuffle(users).slice(0, Math.max(1, Math.floor(users.length / settings.heldOut))),
  );
  const taught = examples.filter(({ user }) => !held.has(user));
  const judged = examples.filter(({ user }) => held.has(user));
  const adam = new Adam(network.layout, {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: settings.weightDecay,
  });
  const steps = settings.epochs * Math.ceil(taught.length / settings.batch);
  const heldOutRewards: number[] = [];
  let best = { reward: meanReward(policy, judged), flat: network.flat.slice() };
  let step = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    random.shuffle(taught);
    for (let from = 0; from < taught.length; from += settings.batch) {
      signal?.throwIfAborted();
      const gradient = gradientOf(policy, taught.slice(from, from + settings.batch));
      const parts = network.layout.parameters.map(({ offset, size }) =>
        gradient.subarray(offset, offset + size),
      );
      adam.step(network.flat, parts, settings.learningRate * cosineSchedule(step, steps));
      step += 1;
    }
    const reward = meanReward(policy, judged);
    heldOutRewards.push(reward);
    if (reward > best.reward) best = { reward, flat: network.flat.slice() };
  }
  network.flat.set(best.flat);
  const equal = () => stream.equal;
  return { policy, heldOutRewards, heldOutGains: userGains(policy, equal, judged) };
}

/** The gradient of the mean loss over some examples, [size of the layout]. */
export function gradientOf(
  policy: AdaptationPolicy,
  examples: readonly PolicyExample[],
): Float64Array {
  const { network } = policy;
  const gradient = new Float64Array(network.layout.size);
  const slope = new Float64Array(network.rates);
  for (const example of examples) {
    const trace = network.forward(policy.standardise(example.features));
    mixtureLoss(trace.weights, example, policy.settings.sharpness, slope);
    for (let rate = 0; rate < slope.length; rate += 1) slope[rate] /= examples.length;
    network.backward(trace, slope, gradient);
  }
  return gradient;
}

function meanReward(policy: AdaptationPolicy, examples: readonly PolicyExample[]): number {
  let sum = 0;
  for (const example of examples) {
    const weights = policy.weigh(example.features);
    sum -= mixtureLoss(weights, example, policy.settings.sharpness);
  }
  return sum / Math.max(1, examples.length);
}

/** Each user's mean reward under a policy above that under another rule. */
export function userGains(
  policy: AdaptationPolicy,
  other: (features: ArrayLike<number>) => ArrayLike<number>,
  examples: readonly PolicyExample[],
): number[] {
  const { sharpness } = policy.settings;
  const sums = new Map<number, { gain: number; events: number }>();
  for (const example of examples) {
    const own = sums.get(example.user) ?? { gain: 0, events: 0 };
    own.gain +=
      mixtureLoss(other(example.features), example, sharpness) -
      mixtureLoss(policy.weigh(example.features), example, sharpness);
    own.events += 1;
    sums.set(example.user, own);
  }
  return [...sums.values()].map(({ gain, events }) => gain / events);
}

function scalesOf(examples: readonly PolicyExample[], inputs: number): FeatureScales {
  const mean = new Float64Array(inputs);
  const square = new Float64Array(inputs);
  for (const { features } of examples) {
    for (let at = 0; at < inputs; at += 1) {
      mean[at] += features[at] / examples.length;
      square[at] += features[at] ** 2 / examples.length;
    }
  }
  const deviation = square.map((value, at) => Math.sqrt(Math.max(0, value - mean[at] ** 2)) || 1);
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
}
