import type { AdaptationPolicy } from './adaptation-policy.ts';
import { reasonFor } from './choice-reason.ts';
import type { TasteStream } from './taste-stream.ts';

/** With fewer events nothing can be said of how somebody changes. */
export const FEWEST_EVENTS = 5;
/** What is kept of the past then. */
const FIXED_KEPT = 0.8;

/** Who decided: a constant, the mixture without a policy, or the policy. */
export type ChoiceMode = 'FIXED' | 'EQUAL_MIXTURE' | 'POLICY';

/** How strongly events count, as it was chosen when the last one came. Plain data. */
export interface Choice {
  readonly mode: ChoiceMode;
  /** Shares of the forgetting rates; they sum to 1. */
  readonly rates: readonly { readonly kept: number; readonly share: number }[];
  /** How much of the vector is the last event's, 0 to 1. */
  readonly lastShare: number;
  /** How many times as much that is as under the equal mixture. */
  readonly countsAs: number;
  /** The choice in a sentence. */
  readonly reason: string;
  /** Log-likelihood that the policy gave to the stream's events above the equal mixture's, in sum. */
  readonly gain: number;
  /** Events in that sum. */
  readonly judged: number;
}

/** The choice after the last event of a stream. */
export function chooseFor(stream: TasteStream, policy: AdaptationPolicy, events: number): Choice {
  const { kept, equal } = policy.settings;
  const mode = events < FEWEST_EVENTS ? 'FIXED' : 'POLICY';
  const features = stream.features();
  const weights = weightsOf(mode, policy, features);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lastShare = shareOfLast(weights, kept, events);
  const countsAs = lastShare / shareOfLast(equal, kept, events);
  return {
    mode,
    rates: kept.map((own, rate) => ({ kept: own, share: weights[rate] / total })),
    lastShare,
    countsAs,
    ...stream.gained,
    reason: reasonFor(
      mode,
      countsAs,
      policy,
      features,
      (other) => shareOfLast(other, kept, events) / shareOfLast(equal, kept, events),
    ),
  };
}

/** What counts instead of the policy's choice while the policy has given way to the equal mixture. */
export function withoutPolicy<Shown extends Omit<Choice, 'gain' | 'judged'>>(
  choice: Shown,
  equal: readonly number[],
  events: number,
): Shown {
  if (choice.mode !== 'POLICY') return choice;
  const kept = choice.rates.map((rate) => rate.kept);
  const total = equal.reduce((sum, weight) => sum + weight, 0);
  return {
    ...choice,
    mode: 'EQUAL_MIXTURE',
    rates: kept.map((own, rate) => ({ kept: own, share: equal[rate] / total })),
    lastShare: shareOfLast(equal, kept, events),
    countsAs: 1,
    reason: 'All forgetting rates count alike: the policy has not proven that it foretells better.',
  };
}

function weightsOf(
  mode: ChoiceMode,
  policy: AdaptationPolicy,
  features: Float64Array,
): Float64Array {
  if (mode === 'POLICY') return policy.weigh(features);
  return Float64Array.from(policy.settings.kept, (own) => (own === FIXED_KEPT ? 1 : 0));
}

/** The last event's share of what each rate remembers, 1 / Σ kept^age, in the mixture. */
export function shareOfLast(
  weights: ArrayLike<number>,
  kept: readonly number[],
  events: number,
): number {
  let share = 0;
  let total = 0;
  for (let rate = 0; rate < kept.length; rate += 1) {
    const own = kept[rate];
    const remembered =
      own === 1 ? Math.max(1, events) : (1 - own ** Math.max(1, events)) / (1 - own);
    share += weights[rate] / remembered;
    total += weights[rate];
  }
  return share / total;
}
