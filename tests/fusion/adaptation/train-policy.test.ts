import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AdaptationPolicy,
  POLICY_TRAINING,
  PolicyNetwork,
  trainPolicy,
} from '../../../fusion/adaptation/index.ts';
import { mixtureLoss } from '../../../fusion/adaptation/mixture-loss.ts';
import { gradientOf } from '../../../fusion/adaptation/train-policy.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, turningExamples } from './small-world.ts';

const SHORT = { ...POLICY_TRAINING, epochs: 4, seed: 1 };

test('the gradient is that of the mean loss, by differences', () => {
  const examples = turningExamples(2).slice(0, 6);
  const inputs = examples[0].features.length;
  const network = PolicyNetwork.start(inputs, SETTINGS.equal, RandomSource.fromSeed(2));
  const random = RandomSource.fromSeed(5);
  for (let at = 0; at < network.flat.length; at += 1) network.flat[at] += 0.05 * random.normal();
  const scales = {
    mean: new Float32Array(inputs),
    deviation: new Float32Array(inputs).fill(4),
  };
  const policy = new AdaptationPolicy(network, scales, SETTINGS);
  const loss = () =>
    examples.reduce(
      (sum, example) =>
        sum + mixtureLoss(policy.weigh(example.features), example, SETTINGS.sharpness),
      0,
    ) / examples.length;
  const gradient = gradientOf(policy, examples);
  for (let check = 0; check < 60; check += 1) {
    const at = random.below(network.flat.length);
    const kept = network.flat[at];
    const step = 1e-3;
    network.flat[at] = kept + step;
    const above = { at: network.flat[at], loss: loss() };
    network.flat[at] = kept - step;
    const slope = (above.loss - loss()) / (above.at - network.flat[at]);
    network.flat[at] = kept;
    assert.ok(Math.abs(slope - gradient[at]) < 1e-4 + 0.02 * Math.abs(slope), `parameter ${at}`);
  }
});

test('an untrained policy is the equal mixture, but for rates that it must be able to learn', () => {
  const network = PolicyNetwork.start(5, SETTINGS.equal, RandomSource.fromSeed(1));
  const { weights } = network.forward(Float64Array.of(1, -2, 0.5, 3, 0));
  SETTINGS.equal.forEach((weight, rate) => {
    assert.ok(Math.abs(weights[rate] - Math.max(0.02, weight)) < 1e-9);
  });
});

test('where tastes turn, a policy gains on people whom it was not trained on, and each seed repeats', () => {
  const examples = turningExamples(42);
  const first = trainPolicy(examples, SETTINGS, SHORT);
  const gain = first.heldOutGains.reduce((sum, own) => sum + own, 0) / first.heldOutGains.length;
  assert.ok(gain > 0.02, `gain ${gain}`);
  const again = trainPolicy(examples, SETTINGS, SHORT);
  assert.deepEqual(again.policy.network.flat, first.policy.network.flat);
});

test('without examples there is nothing to train', () => {
  assert.throws(() => trainPolicy([], SETTINGS, SHORT), RangeError);
});
