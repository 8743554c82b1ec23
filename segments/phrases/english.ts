import { englishConditions } from './english-conditions.ts';
import { events, number, plural } from './english-events.ts';
import type { Difference, Phrases } from './phrases.ts';

const list = (parts: readonly string[]) => parts.join('; ');

/** `basket_value_log` of transactions: `basket value (transactions)`. */
function feature(modality: string, name: string): string {
  const spoken = name
    .replace(/^log_|_log$/g, '')
    .replaceAll(/[_:/]+/g, ' ')
    .trim();
  return modality === '' || spoken.includes(modality) ? spoken : `${spoken} (${modality})`;
}

function strength(effect: number): string {
  const size = Math.abs(effect);
  if (size >= 1.2) return 'much ';
  return size < 0.4 ? 'slightly ' : '';
}

function difference({ modality, feature: name, effect }: Difference): string {
  return `${strength(effect)}${effect > 0 ? 'higher' : 'lower'} ${feature(modality, name)}`;
}

/** Everything that Portrait says in English about segments. */
export const englishPhrases: Phrases = {
  conditions: englishConditions,
  events,
  unknown: {
    'modality-absent': 'no such data on this user',
    'trait-absent': 'no source declares it for this user',
    'trait-of-other-type': 'what is declared is not a number',
    'number-absent': 'some of the events have no number',
    'item-unknown': 'some of the items are not in the catalogue',
    'place-absent': 'no such place of this user is known',
    'friends-unknown': 'too little is known about friends',
    'read-out-absent': 'the model has no such read-out',
    'confidence-too-low': 'the model is not confident enough',
    'segment-not-judged': 'that segment has no verdict on this user',
    'timezone-absent': 'the time zone of this user is not known',
  },
  notKnown: (statement, reason) => `unknown: ${statement}, because ${reason}`,
  negated: (statement) => `not wanted: ${statement}`,
  combination(kind, met, of) {
    if (kind === 'not')
      return met === 1 ? 'the excluded condition holds' : 'the excluded condition does not hold';
    return `${met} of ${of} conditions hold (asked for: ${kind})`;
  },
  sentence: {
    member: (segment, reasons) => `In "${segment}" because: ${list(reasons)}.`,
    nonMember: (segment, reasons) => `Not in "${segment}" because: ${list(reasons)}.`,
    undecided: (segment, reasons) =>
      `Nobody can tell whether in "${segment}", so not a member: ${list(reasons)}.`,
    learnedMember: (segment, nearest, reasons) =>
      `In "${segment}"${nearest === null ? '' : ` rather than in "${nearest}"`}, mostly through: ${list(reasons)}.`,
    learnedNonMember: (segment, nearest, reasons) =>
      `Not in "${segment}"${nearest === null ? '' : ` but in "${nearest}"`}, mostly through: ${list(reasons)}.`,
    noProfile: (segment) =>
      `Nobody can tell whether in "${segment}", so not a member: there is no profile of this user yet.`,
    otherModel: (segment) =>
      `Nobody can tell whether in "${segment}": it was formed with another model than this user's profile. Form the learned segments anew.`,
  },
  learned: {
    difference,
    feature,
    description(members, share, differences) {
      const size = `${members} ${plural('user', members)}, ${number(share * 100)} % of everybody`;
      if (differences.length === 0)
        return `${size}. Nothing sets them clearly apart from everybody.`;
      return `${size}. Set apart from everybody by ${list(differences.map(difference))}.`;
    },
    name(differences) {
      if (differences.length === 0) return 'Like everybody';
      const words = differences
        .slice(0, 2)
        .map(
          ({ modality, feature: name, effect }) =>
            `${effect > 0 ? 'high' : 'low'} ${feature(modality, name)}`,
        );
      const joined = words.join(', ');
      return joined.charAt(0).toUpperCase() + joined.slice(1);
    },
    pattern: (modality) => `the overall pattern of ${modality}`,
    otherFeatures: (modality) => `everything else about ${modality}`,
    farther: (margin) =>
      `${number(margin)} farther from the segment's centre than from the nearest one`,
    numbered: (name, position) => `${name} (${position})`,
  },
  change: {
    more: (amount, what) => `${number(amount)} more ${what}`,
    fewer: (amount, what) => `${number(amount)} fewer ${what}`,
    wait: (until) => `nothing further happens until ${until}`,
    readOut: (name, distance, direction) =>
      `predicted ${name} would have to be ${number(distance)} ${direction}`,
    join: (segment) => `would have to be in segment "${segment}"`,
    leave: (segment) => `would have to be outside segment "${segment}"`,
    friends: (amount, direction) =>
      `${number(amount)} ${direction} such ${plural('friend', amount)}`,
    other: (statement) => `would have to change: ${statement}`,
    learnWhether: (statement) => `would have to become known: ${statement}`,
    nearer: (metres) => `${number(metres)} m nearer`,
  },
};
