import { RandomSource } from '../tensor/index.ts';
import type { AdaptationModel } from './adaptation-model.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type LoggedStream, type PolicyExample, policyExamples } from './policy-examples.ts';
import { POLICY_TRAINING, trainPolicy, userGains } from './train-policy.ts';

/** With fewer new events, or fewer people to judge by, nothing is learned. */
const FEWEST_EXAMPLES = 200;
const FEWEST_JUDGES = 20;
/** More teach nothing that these do not. */
const MOST_EXAMPLES = 8_000;
/** One user in so many teaches nothing and judges what the others taught. */
const JUDGES = 4;
/** Of a normal distribution, one-sided at 5%. */
const QUANTILE = 1.645;

/**
 * Examples of one step. There are fewer than in training, and with as many a step there would be too few steps:
 * chosen, as the learning rate of training was, on planted tastes of other seeds than those that are reported.
 */
const BATCH = 64;

/** Settings of going on. */
export interface LearnOnSettings {
  readonly seed: number;
  /** Whether an item that a user had before is off the list, as among films. */
  readonly novelOnly?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Goes on learning from events that came after a model was trained: its items' vectors have not seen them,
 * so they foretell them as they foretell what comes next. The gradient is that of `trainPolicy`, exact.
 * @param streams with where the new events begin; what lies before is followed only
 * @returns the later policy; null where there is too little to learn from, and where people who taught it
 * nothing are not foretold better than before, by more than chance explains
 */
export function learnOn(
  { policy: before, space }: Pick<AdaptationModel, 'policy' | 'space'>,
  streams: readonly LoggedStream[],
  { seed, novelOnly = false, signal }: LearnOnSettings,
): AdaptationPolicy | null {
  const random = RandomSource.fromSeed(seed);
  const examples: PolicyExample[] = [];
  const drawn = random.shuffle(streams.filter(({ items, from = 1 }) => items.length > from));
  for (const example of policyExamples(space, drawn, { ...before.settings, novelOnly }, random)) {
    examples.push(example);
    if (examples.length === MOST_EXAMPLES) break;
  }
  if (examples.length < FEWEST_EXAMPLES) return null;
  const judging = examples.filter(({ user }) => user % JUDGES === 0);
  const teaching = examples.filter(({ user }) => user % JUDGES !== 0);
  if (teaching.length === 0 || judging.length === 0) return null;
  const training = { ...POLICY_TRAINING, batch: BATCH, seed, start: before };
  const { policy } = trainPolicy(teaching, before.settings, training, signal);
  const gains = userGains(policy, (features) => before.weigh(features), judging);
  return gains.length >= FEWEST_JUDGES && isAboveChance(gains) ? policy.asking(before.gate) : null;
}

/** Whether the mean lies above zero by more than its standard error explains. */
function isAboveChance(gains: readonly number[]): boolean {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const square = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return mean > QUANTILE * Math.sqrt(square / (gains.length - 1) / gains.length);
}
