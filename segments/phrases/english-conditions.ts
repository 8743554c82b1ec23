import { spokenName } from '../../fusion/index.ts';
import {
  duration,
  either,
  events,
  lately,
  limits,
  literal,
  number,
  years,
} from './english-words.ts';
import type { Phrases } from './phrases.ts';

const DAY_MILLISECONDS = 86_400_000;
const amountOf = (observed: unknown) => (typeof observed === 'number' ? observed : null);
const isYear = (name: string) => /(^| )year$/.test(spokenName(name));
const MANY = 'an uncertain number of';
const DISTINCT = {
  item: ['item among', 'different items among'],
  category: ['category among', 'different categories among'],
  day: ['day with', 'days with'],
  otherUser: ['person among', 'different people among'],
  attribute: ['value among', 'different values among'],
} as const;

function some(amount: number | null): string {
  if (amount === 0) return 'no';
  return amount === null ? MANY : number(amount);
}

/** `days with check-ins` */
export const distinct: Phrases['distinct'] = (parameters, amount, wordsOf) => {
  const [one, several] = DISTINCT[parameters.of];
  return `${amount === 1 ? one : several} ${events(parameters, 2, wordsOf)}`;
};

/** `visits within 200 m of home in the last 30 days` */
export const visits: Phrases['visits'] = ({ near, radius, within }, amount) => {
  const where = 'place' in near ? near.place : 'the given place';
  const noun = amount === 1 ? 'visit' : 'visits';
  return `${noun} within ${number(radius)} m of ${where}${lately(within)}`;
};

/** `views followed by purchases of the same item within 7 days` */
export const sequence: Phrases['sequence'] = (parameters, amount, wordsOf) => {
  const { first, followedBy, notFollowedBy, gap, same } = parameters;
  const other = events(followedBy ?? notFollowedBy ?? first, 2, wordsOf);
  const about = same === undefined ? '' : ' of the same item';
  const how = notFollowedBy === undefined ? 'followed by' : 'not followed by';
  return `${events(first, amount, wordsOf)} ${how} ${other}${about} within ${duration(gap)}`;
};

/** What was found about each kind of condition, and what was asked for. */
export const englishConditions: Phrases['conditions'] = {
  trait: {
    found(trait, { observed }) {
      const name = spokenName(trait.name);
      if (trait.exists !== undefined) return `${name} is ${observed === null ? 'not ' : ''}known`;
      return `${name} is ${literal(observed)}`;
    },
    wanted(trait, { negated, met }) {
      if (trait.exists !== undefined) {
        if (met) return null;
        return trait.exists === negated ? 'unknown' : 'known';
      }
      if (trait.equals !== undefined) {
        if (met && !negated) return null;
        return `${negated ? 'anything but ' : ''}${literal(trait.equals)}`;
      }
      if (trait.in !== undefined) {
        return `${negated ? 'anything but ' : ''}${either(trait.in.map(literal))}`;
      }
      return (isYear(trait.name) ? years : limits)(trait, negated);
    },
  },
  count: {
    found(count, { observed, wordsOf }) {
      const amount = amountOf(observed);
      return `${some(amount)} ${events(count, amount ?? 2, wordsOf)}`;
    },
    wanted: (count, { negated }) => limits(count, negated),
  },
  sum: {
    found(sum, { observed, wordsOf }) {
      const amount = amountOf(observed);
      const what = sum.attribute === undefined ? '' : `${spokenName(sum.attribute)} of `;
      const total = amount === null ? 'an uncertain total' : number(amount);
      const come = sum.attribute === undefined ? 'come' : 'comes';
      return `${what}${events(sum, 2, wordsOf)} ${come} to ${total}`;
    },
    wanted: (sum, { negated }) => limits(sum, negated),
  },
  distinct: {
    found(parameters, { observed, wordsOf }) {
      const amount = amountOf(observed);
      return `${some(amount)} ${distinct(parameters, amount ?? 2, wordsOf)}`;
    },
    wanted: (parameters, { negated }) => limits(parameters, negated),
  },
  recency: {
    found({ within, notWithin, ...query }, { observed, now, wordsOf }) {
      const last = amountOf(observed);
      if (last === null) return `no ${events(query, 2, wordsOf)} so far`;
      const days = Math.floor((now - last) / DAY_MILLISECONDS);
      const ago = days === 0 ? 'today' : `${days} ${days === 1 ? 'day' : 'days'} ago`;
      return `the last of the ${events(query, 2, wordsOf)} was ${ago}`;
    },
    wanted({ within, notWithin }, { negated }) {
      const window = `in the last ${duration(within ?? notWithin ?? '')}`;
      return `${(within !== undefined) === negated ? 'none' : 'one'} ${window}`;
    },
  },
  sequence: {
    found(parameters, { observed, wordsOf }) {
      const amount = amountOf(observed);
      return `${some(amount)} ${sequence(parameters, amount ?? 2, wordsOf)}`;
    },
    wanted: (parameters, { negated }) =>
      `${limits(parameters, negated)}${lately(parameters.within)}`,
  },
  trend: {
    found({ by, as, within, ...query }, { observed, verdict, wordsOf }) {
      const amount = amountOf(observed);
      const counted = events({ ...query, within }, 2, wordsOf);
      const what = by === 'sum' ? `the total of ${counted} is` : `${counted} are`;
      const before = `in the ${duration(within)} before`;
      if (amount === null) {
        return `${what} ${verdict === 'UNKNOWN' ? 'uncertain against what was' : 'there and none were'} ${before}`;
      }
      if (as === 'ratio') return `${what} ${number(amount)} times what there was ${before}`;
      if (amount === 0) return `${what} as much as ${before}`;
      return `${what} ${number(Math.abs(amount))} ${amount > 0 ? 'more' : 'fewer'} than ${before}`;
    },
    wanted({ as, ...trend }, { negated }) {
      const asked = limits(trend, negated);
      return as === 'ratio' ? `${asked} times` : `${asked} more`;
    },
  },
  visits: {
    found(parameters, { observed }) {
      const amount = amountOf(observed);
      return `${some(amount)} ${visits(parameters, amount ?? 2)}`;
    },
    wanted: (parameters, { negated }) => limits(parameters, negated),
  },
  place: {
    found({ label }, { observed }) {
      const metres = amountOf(observed);
      return `${label} is ${metres === null ? 'an uncertain way' : `${number(metres)} m`} away`;
    },
    wanted: ({ radius }, { negated }) => `${negated ? 'more than' : 'at most'} ${number(radius)} m`,
  },
  friends: {
    found({ who }, { observed }) {
      const amount = amountOf(observed);
      const noun = amount === 1 ? 'friend' : 'friends';
      return `${some(amount)} ${noun}${who === undefined ? '' : ' like that'}`;
    },
    wanted: (friends, { negated }) => limits(friends, negated),
  },
  predicted: {
    found: ({ name }, { observed }) =>
      `predicted ${spokenName(name)} is ${number(amountOf(observed) ?? 0)}`,
    wanted: (predicted, { negated }) => limits(predicted, negated).replace('fewer', 'less'),
  },
  segment: {
    found: ({ id }, { verdict }) => `${verdict === 'TRUE' ? 'in' : 'not in'} segment "${id}"`,
    wanted(_, { negated, met }) {
      if (met) return null;
      return negated ? 'to be outside' : 'to be inside';
    },
  },
  similarity: {
    found: ({ id }, { observed }) =>
      `similarity to segment "${id}" is ${number(amountOf(observed) ?? 0)}`,
    wanted: (similarity, { negated }) => limits(similarity, negated).replace('fewer', 'less'),
  },
  time: {
    found: (_, { observed }) => `it is ${literal(observed)}`,
    wanted({ days, from, to, zone }, { negated }) {
      const asked = [
        ...(days === undefined ? [] : [days.join(' or ')]),
        ...(from === undefined ? [] : [`from ${from}`]),
        ...(to === undefined ? [] : [`until ${to}`]),
        ...(zone === undefined ? [] : [`in ${zone}`]),
      ].join(' ');
      return `${negated ? 'any time but ' : ''}${asked}`;
    },
  },
};
