import type { AdaptationPolicy } from './adaptation-policy.ts';
import { reasonFor } from './choice-reason.ts';
import type { StreamSettings, TasteStream } from './taste-stream.ts';

/** With fewer events nothing can be said of how somebody changes. */
export const FEWEST_EVENTS = 5;
/** What is kept of the past then. */
const FIXED_KEPT = 0.8;

/** What is said of a full re-encode after the reason. */
const READ_AGAIN = ' All events were read again, which promised more than it costs.';

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
  /** Whether everything was read again, because that promised more than it costs. */
  readonly reencoded: boolean;
  /** Events that were read again so far: what it has cost. */
  readonly readAgain: number;
  /** The choice in a sentence. */
  readonly reason: string;
  /** Log-likelihood that the policy gave to the stream's events above the equal mixture's, in sum. */
  readonly gain: number;
  /** Events in that sum. */
  readonly judged: number;
}

/** The choice after so few events that no policy is asked. */
export function fixedChoice({ kept, equal }: StreamSettings, events: number): Choice {
  const weights = Float64Array.from(kept, (own) => (own === FIXED_KEPT ? 1 : 0));
  const countsAs = shareOfLast(weights, kept, events) / shareOfLast(equal, kept, events);
  return {
    ...choiceOf('FIXED', weights, { kept, events, countsAs }),
    reason: 'There are too few events to say how this person changes.',
    reencoded: false,
    readAgain: 0,
    gain: 0,
    judged: 0,
  };
}

/** The policy's choice after the last event of a stream. */
export function chooseFor(stream: TasteStream, policy: AdaptationPolicy, events: number): Choice {
  const { kept, equal } = policy.settings;
  const features = stream.features();
  const { weights, reencodes } = policy.decide(stream);
  const usual = shareOfLast(equal, kept, events);
  const countsAsOf = (other: Float64Array) => shareOfLast(other, kept, events) / usual;
  const countsAs = countsAsOf(weights);
  return {
    ...choiceOf('POLICY', weights, { kept, events, countsAs }),
    reason: reasonFor(countsAs, policy, features, countsAsOf) + (reencodes ? READ_AGAIN : ''),
    reencoded: reencodes,
    ...stream.gained,
  };
}

function choiceOf(
  mode: ChoiceMode,
  weights: Float64Array,
  { kept, events, countsAs }: { kept: readonly number[]; events: number; countsAs: number },
): Pick<Choice, 'mode' | 'rates' | 'lastShare' | 'countsAs'> {
  return {
    mode,
    rates: sharesOf(weights, kept),
    lastShare: shareOfLast(weights, kept, events),
    countsAs,
  };
}

/** What the rates share among themselves; everybody's vector holds no event. */
function sharesOf(weights: ArrayLike<number>, kept: readonly number[]): Choice['rates'] {
  const total = kept.reduce((sum, _, rate) => sum + weights[rate], 0);
  return kept.map((own, rate) => ({ kept: own, share: weights[rate] / total }));
}

/** What counts instead of the policy's choice while the policy has given way to the equal mixture. */
export function withoutPolicy<Shown extends Omit<Choice, 'gain' | 'judged'>>(
  choice: Shown,
  equal: readonly number[],
  events: number,
): Shown {
  if (choice.mode !== 'POLICY') return choice;
  const kept = choice.rates.map((rate) => rate.kept);
  return {
    ...choice,
    mode: 'EQUAL_MIXTURE',
    rates: sharesOf(equal, kept),
    lastShare: shareOfLast(equal, kept, events),
    countsAs: 1,
    reencoded: false,
    reason: 'All forgetting rates count alike: the policy has not proven that it foretells better.',
  };
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
