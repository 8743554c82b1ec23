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

/** A choice in a sentence: as it is true where something follows the choice, and where nothing does. */
export interface Reason {
  readonly followed: string;
  readonly notFollowed: string;
}

/** What a sentence begins with that tells of a choice which nothing follows. */
const HAD_IT_BEEN = 'Had this choice been followed,';

/**
 * A reason for which the same holds either way.
 * @param subject what counts, in the midst of a sentence
 * @param verb as it is told of what happened, and of what would have
 * @param rest all that comes after the verb
 */
export function reasonOf(
  subject: string,
  [happened, would]: readonly [happened: string, would: string],
  rest: string,
): Reason {
  return {
    followed: `${subject[0].toUpperCase()}${subject.slice(1)} ${happened} ${rest}`,
    notFollowed: `${HAD_IT_BEEN} ${subject} ${would} ${rest}`,
  };
}

const COUNTED = ['counted', 'would have counted'] as const;

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
): Reason {
  const lastEvent = (rest: string) => reasonOf('the last event', COUNTED, rest);
  if (countsAs < WORTH_SAYING && countsAs > 1 / WORTH_SAYING) {
    return lastEvent('as usual: nothing speaks for more or for less.');
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
  const asUsual = `${times(countsAs)} as usual`;
  return lastEvent(because === undefined ? `${asUsual}.` : `${asUsual}, because ${because}.`);
}

function times(factor: number): string {
  if (factor >= 1.75 && factor < 2.25) return 'twice as much';
  if (factor > 1) return `${factor.toFixed(1)} times as much`;
  return `${Math.round(100 * factor)}% as much`;
}
