import { spokenName } from '../../fusion/index.ts';
import { distinct, englishConditions, sequence, visits } from './english-conditions.ts';
import { englishPortrait, measured } from './english-portrait.ts';
import { and, duration, events, number, percent, plural } from './english-words.ts';
import { type NamedDifference, type Phrases, type Reasons, UNLIKELY } from './phrases.ts';
import { toldApart } from './told-apart.ts';

const list = (parts: readonly string[]) => parts.join('; ');

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const difference = (own: NamedDifference) => measured(own, 'everybody');

function because({ predicates, nouns, nounFirst }: Reasons): string {
  const through = `through ${and(nouns)}`;
  if (predicates.length === 0) return nouns.length === 0 ? '' : `, mostly ${through}`;
  const user = `this user, compared with everybody, ${and(predicates)}`;
  if (nounFirst) return `, mostly ${through}; also, ${user}`;
  return `, mostly because ${user}${nouns.length === 0 ? '' : `; also ${through}`}`;
}

const LEFT_OUT = {
  SEED: 'this user was given as an example, and examples are left out',
  SILENT: 'this user has been silent for as long already',
};

/** Small chances are told apart by their digits, near a threshold by as many as it takes. */
function against(what: string, value: number, threshold: number): string {
  const [own, asked] = toldApart(value, threshold);
  return `${what} is ${own}, ${value >= threshold ? 'at least' : 'below'} ${asked}`;
}

/** Everything that Portrait says in English about segments. */
export const englishPhrases: Phrases = {
  locale: 'en',
  conditions: englishConditions,
  needed: (found, wanted) => `${found}, needed ${wanted}`,
  unknown: {
    'modality-absent': ({ data }) => `this user has no ${data}`,
    'trait-absent': ({ name }) => `the ${name} of this user`,
    'trait-of-other-type': ({ name }) => `${name} is not a number`,
    'number-absent': ({ name }) => `some of the events have no ${name}`,
    'item-unknown': () => 'some of the items are not in the catalogue',
    'place-absent': () => 'no such place of this user is known',
    'friends-unknown': () => "too little is known about this user's friends",
    'read-out-absent': ({ name }) => `the model does not predict ${name}`,
    'confidence-too-low': ({ name }) => `the model is not sure enough of ${name}`,
    'segment-not-judged': ({ name }) => `whether this user is in segment "${name}"`,
    'similarity-absent': ({ name }) => `how similar this user is to segment "${name}"`,
    'timezone-absent': () => 'the time zone of this user',
  },
  notKnown: (missing) => `not known: ${missing}`,
  dataOf: (modality) => (modality === null ? 'such data' : `${spokenName(modality)} data`),
  events,
  distinct,
  visits,
  sequence,
  ruleBaseline: 'nothing is known about the user: every condition is unknown',
  learnedBaseline: 'the margin of a user without any data',
  sentence: {
    member: (segment, reasons) => `In "${segment}" because: ${list(reasons)}.`,
    nonMember: (segment, reasons) => `Not in "${segment}" because: ${list(reasons)}.`,
    undecided: (segment, reasons) =>
      `Not in "${segment}", because too little is known: ${list(reasons)}.`,
    learnedMember: (segment, reasons) => `In "${segment}"${because(reasons)}.`,
    learnedNonMember: (segment, nearest, reasons) =>
      `Not in "${segment}"${nearest === null ? '' : ` but in "${nearest}"`}${because(reasons)}.`,
    noProfile: (segment) =>
      `Not in "${segment}", because too little is known: there is no profile of this user yet.`,
    otherModel: (segment) =>
      `Nobody can tell whether in "${segment}": it was formed with another model than this user's profile. Form the learned segments anew.`,
    otherModelScored: (segment) =>
      `Nobody can tell whether in "${segment}": it was learned with another model than this user's profile. Renew it: portrait segments renew.`,
  },
  learned: {
    difference,
    description(members, share, differences) {
      const size = `${members} ${plural('user', members)}, ${percent(share)} of everybody`;
      if (differences.length === 0)
        return `${size}. Nothing sets them clearly apart from everybody.`;
      return `${size}. Compared with everybody, a member on average ${and(differences.map(difference))}.`;
    },
    name: (categories, words) =>
      capitalised([and(categories), ...words].filter((part) => part !== '').join(', ')),
    likeEverybody: 'Like everybody',
    numbered: (name, position) => `${name} (${position})`,
    factor: (noun, direction) => (direction === null ? noun : `${noun} (${direction} average)`),
    otherFeatures: (subject) => `other things about ${subject}`,
    rhythm: (subject) => `how often and how lately: ${subject}`,
    lessLikely: (times) =>
      times > UNLIKELY
        ? `more than ${number(UNLIKELY)} times likelier in another segment than in this one`
        : `${number(times)} times likelier in another segment than in this one`,
  },
  portrait: englishPortrait,
  readOut: {
    baseline: 'the score of a user of whom nothing is known',
    sentence: (name, value, atLeast, reasons) =>
      `"${spokenName(name)}" is ${number(value)}, ${value >= atLeast ? 'at least' : 'below'} ${number(atLeast)}${because(reasons)}.`,
    below: (name, value, atLeast) =>
      `"${spokenName(name)}" is ${number(value)}, needed at least ${number(atLeast)}`,
  },
  scored: {
    value(ask) {
      if ('like' in ask) return 'the likeness to the users given';
      const { buys, lapses, head } = ask.predicts;
      if (buys !== undefined) {
        const where = buys.category === undefined ? '' : ` in ${buys.category}`;
        return `the chance of a purchase${where} within ${duration(buys.within)}`;
      }
      if (lapses !== undefined) return `the chance of lapsing for ${duration(lapses.within)}`;
      return `the chance of "${spokenName(head ?? '')}"`;
    },
    sentence: (segment, what, value, threshold, reasons) =>
      `${value >= threshold ? 'In' : 'Not in'} "${segment}": ${against(what, value, threshold)}${because(reasons)}.`,
    below: (what, value, threshold) => against(what, value, threshold),
    because: LEFT_OUT,
    leftOut: (segment, reason, what, value) =>
      `Not in "${segment}": ${LEFT_OUT[reason]}; ${what} is ${toldApart(value, value)[0]}.`,
  },
  contrast: (first, second) => `${first} ${second}`,
  change: {
    outOfReach: 'No change within reach would turn the verdict.',
    untried:
      'What would turn the verdict cannot be tried out: another version of the program stored the model. Train one with: portrait train',
    together: list,
    more: (amount, what) => `${number(amount)} more ${what}`,
    fewer: (amount, what) => `${number(amount)} fewer ${what}`,
    needed: (change, now) => `needed: ${change}${now === null ? '' : ` (now ${number(now)})`}`,
    wait: (until) => `nothing further happens until ${until}`,
    sum: (amount, what, direction) => `${number(amount)} ${direction} from ${what}`,
    friends: (amount, direction) =>
      `${number(amount)} ${direction} such ${plural('friend', amount)}`,
    distinct: (amount, what, direction) => `${number(amount)} ${direction} ${what}`,
  },
};
