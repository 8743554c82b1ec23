import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type Reason, reasonFor, reasonOf } from './choice-reason.ts';
import type { Decision, StreamSettings } from './stream-settings.ts';
import type { TasteStream } from './taste-stream.ts';

/** With fewer events nothing can be said of how somebody changes. */
export const FEWEST_EVENTS = 5;
/** What is kept of the past then. */
const FIXED_KEPT = 0.8;

/** What is said of a full re-encode after the reason. */
const READ_AGAIN: Reason = {
  followed: ' All events were read again, which promised more than it costs.',
  notFollowed: ' All events would have been read again, which promised more than it costs.',
};

const TOO_FEW = 'There are too few events to say how this person changes.';

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
  /** Events that were read again since the policy was made: what it has cost. */
  readonly readAgain: number;
  readonly reason: Reason;
  /** Log-likelihood that the policy gave to events since it was made above the equal mixture's, in sum. */
  readonly gain: number;
  /** Events in that sum. */
  readonly judged: number;
}

/** What each rate remembers, in events, [rates]. */
export type Remembered = Float64Array;

/** The choice after so few events that no policy is asked. */
export function fixedChoice({ kept, equal }: StreamSettings, remembered: Remembered): Choice {
  const weights = kept.map((own) => (own === FIXED_KEPT ? 1 : 0));
  const lastShare = shareOfLast(weights, remembered);
  return {
    mode: 'FIXED',
    rates: sharesOf(weights, kept),
    lastShare,
    countsAs: lastShare / shareOfLast(equal, remembered),
    reason: { followed: TOO_FEW, notFollowed: TOO_FEW },
    reencoded: false,
    readAgain: 0,
    gain: 0,
    judged: 0,
  };
}

/** The policy's choice after the last event of a stream. */
export function policyChoice(
  stream: TasteStream,
  { weights, reencodes }: Decision,
  policy: AdaptationPolicy,
  remembered: Remembered,
): Choice {
  const { kept, equal } = policy.settings;
  const usual = shareOfLast(equal, remembered);
  const lastShare = shareOfLast(weights, remembered);
  const countsAs = lastShare / usual;
  const reason = reasonFor(
    countsAs,
    policy,
    stream,
    (other) => shareOfLast(other, remembered) / usual,
  );
  return {
    mode: 'POLICY',
    rates: sharesOf(weights, kept),
    lastShare,
    countsAs,
    reason: reencodes ? readingAgain(reason) : reason,
    reencoded: reencodes,
    ...stream.gained,
  };
}

function readingAgain({ followed, notFollowed }: Reason): Reason {
  return {
    followed: followed + READ_AGAIN.followed,
    notFollowed: notFollowed + READ_AGAIN.notFollowed,
  };
}

/** The same for everybody: one of each, as it is kept of every user who waits to be judged. */
const equalParts = new WeakMap<
  Pick<StreamSettings, 'kept' | 'equal'>,
  Pick<Choice, 'rates' | 'reason'>
>();

/** What counts instead while the policy has given way: what it would have gained is told all the same. */
export function equalChoice(
  { gained }: Pick<TasteStream, 'gained'>,
  settings: Pick<StreamSettings, 'kept' | 'equal'>,
  remembered: Remembered,
): Choice {
  const { kept, equal } = settings;
  let parts = equalParts.get(settings);
  if (parts === undefined) {
    const reason = reasonOf(
      whichCount(equal, kept.length),
      ['count', 'would have counted'],
      'alike: the policy has not proven that it foretells better.',
    );
    parts = { rates: sharesOf(equal, kept), reason };
    equalParts.set(settings, parts);
  }
  return {
    mode: 'EQUAL_MIXTURE',
    ...parts,
    lastShare: shareOfLast(equal, remembered),
    countsAs: 1,
    reencoded: false,
    ...gained,
  };
}

/** Which of the rates the equal mixture is of; everybody's vector, where it has a weight too, is none. */
function whichCount(equal: readonly number[], rates: number): string {
  const silent = equal.slice(0, rates).filter((share) => share === 0).length;
  if (silent === 0) return 'all forgetting rates';
  return `${rates - silent} of ${rates} forgetting rates`;
}

/** What the rates share among themselves; everybody's vector holds no event. */
function sharesOf(weights: ArrayLike<number>, kept: readonly number[]): Choice['rates'] {
  let total = 0;
  for (let rate = 0; rate < kept.length; rate += 1) total += weights[rate];
  return kept.map((own, rate) => ({ kept: own, share: weights[rate] / total }));
}

/** What each rate remembers after so many events, Σ kept^age. */
export function rememberedOf(kept: readonly number[], events: number): Remembered {
  const count = Math.max(1, events);
  return Float64Array.from(kept, (own) => (own === 1 ? count : (1 - own ** count) / (1 - own)));
}

/** The last event's share of what each rate remembers, in the mixture. */
function shareOfLast(weights: ArrayLike<number>, remembered: Remembered): number {
  let share = 0;
  let total = 0;
  for (let rate = 0; rate < remembered.length; rate += 1) {
    share += weights[rate] / remembered[rate];
    total += weights[rate];
  }
  return share / total;
}
