import type { AdaptationPolicy } from './adaptation-policy.ts';
import type { TasteStream } from './taste-stream.ts';

/** A difference smaller than this is none to speak of. */
const WORTH_SAYING = 1.15;

/** Why it counts more, and why it counts less, by what the policy looked at. */
const BECAUSE: Readonly<Record<string, readonly [more: string, less: string]>> = {
  pause: ['of the pause before it', 'it came right after the one before'],
  history: ['little is known yet', 'much is known already'],
  clock: ['of the time of day', 'of the time of day'],
  agreement: [
    'what came lately points elsewhere than what is remembered longest',
    'what came lately agrees with what is remembered longest',
  ],
  certainty: ['what is remembered points nowhere in particular', 'what is remembered is clear'],
  rewards: [
    'what came lately foretells the events better than what is remembered longest',
    'what is remembered longest foretells the events better than what came lately',
  ],
};

/**
 * The policy's choice in a sentence. The reason is what the policy itself says: each group of what it looks at is
 * replaced by what is usual, and the group without which the choice changes most is named.
 * @param countsAsOf how many times as much the last event would count under other weights
 */
export function reasonFor(
  countsAs: number,
  policy: AdaptationPolicy,
  stream: TasteStream,
  countsAsOf: (weights: Float64Array) => number,
): string {
  if (countsAs < WORTH_SAYING && countsAs > 1 / WORTH_SAYING) {
    return 'The last event counted as usual: nothing speaks for more or for less.';
  }
  const more = countsAs > 1;
  let strongest = { group: '', effect: 0 };
  policy.withoutEach(stream, (group, weights) => {
    const effect = Math.log(countsAs) - Math.log(countsAsOf(weights));
    if ((more ? effect : -effect) > strongest.effect) {
      strongest = { group, effect: Math.abs(effect) };
    }
  });
  const because = BECAUSE[strongest.group]?.[more ? 0 : 1];
  const counted = `The last event counted ${times(countsAs)} as usual`;
  return because === undefined ? `${counted}.` : `${counted}, because ${because}.`;
}

function times(factor: number): string {
  if (factor >= 1.75 && factor < 2.25) return 'twice as much';
  if (factor > 1) return `${factor.toFixed(1)} times as much`;
  return `${Math.round(100 * factor)}% as much`;
}
