import {
  POLICY_TRAINING,
  type PreparedExamples,
  trainPolicy,
  unorderedFeatures,
} from '../../../fusion/adaptation/index.ts';
import type { Rule } from './judge.ts';

/** Events that everybody's vector may stand for. */
const PRIORS = [0.3, 1, 3, 10];

/** Rules that keep everything, and lean on everybody's vector as on so many events. */
export function keepingEverything(rates: number): Rule[] {
  const [count] = unorderedFeatures(rates);
  return PRIORS.map((prior) => (features) => {
    const events = Math.expm1(features[count]);
    const weights = new Float64Array(rates + 1);
    weights[rates - 1] = events / (events + prior);
    weights[rates] = prior / (events + prior);
    return weights;
  });
}

/**
 * A policy of the same form, trained on the same events, that sees only what no order of them changes: what the
 * other gains beyond it, it gains by the order.
 */
export function policyWithoutOrder(
  { examples, stream }: PreparedExamples,
  seed: number,
  signal?: AbortSignal,
): Rule {
  const places = unorderedFeatures(stream.kept.length);
  const seen = (features: ArrayLike<number>) =>
    Float32Array.from(places, (place) => features[place]);
  const narrowed = examples.map((example) => ({ ...example, features: seen(example.features) }));
  const { policy } = trainPolicy(narrowed, stream, { ...POLICY_TRAINING, seed }, signal);
  return (features) => policy.weigh(seen(features));
}
