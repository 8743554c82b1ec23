import { duration, either, events, limits, literal, number } from './english-events.ts';
import type { Phrases } from './phrases.ts';

const DAY_MILLISECONDS = 86_400_000;
const amountOf = (observed: unknown) => (typeof observed === 'number' ? observed : null);
const some = (amount: number | null) => (amount === null ? 'an unknown number of' : number(amount));
const DISTINCT = {
  item: 'different items among',
  category: 'different categories among',
  day: 'days with',
  otherUser: 'different people among',
  attribute: 'different values among',
} as const;

/** What was found about each kind of condition, with what was asked for in brackets. */
export const englishConditions: Phrases['conditions'] = {
  trait(trait, { observed }) {
    if (trait.exists !== undefined)
      return `${trait.name} is ${observed === null ? 'not ' : ''}known`;
    const value = observed === null ? `${trait.name}` : `${trait.name} is ${literal(observed)}`;
    if (trait.equals !== undefined) return `${value} (asked for: ${literal(trait.equals)})`;
    if (trait.in !== undefined) return `${value} (asked for: ${either(trait.in.map(String))})`;
    return `${value} (asked for: ${limits(trait)})`;
  },
  count(count, { observed }) {
    const amount = amountOf(observed);
    return `${some(amount)} ${events(count, amount ?? 2)} (asked for: ${limits(count)})`;
  },
  sum(sum, { observed }) {
    const amount = amountOf(observed);
    const what = sum.attribute ?? 'value';
    const total = amount === null ? `an unknown ${what}` : `a total ${what} of ${number(amount)}`;
    return `${total} in ${events(sum, 2)} (asked for: ${limits(sum)})`;
  },
  distinct(distinct, { observed }) {
    const found = `${some(amountOf(observed))} ${DISTINCT[distinct.of]} ${events(distinct, 2)}`;
    return `${found} (asked for: ${limits(distinct)})`;
  },
  recency({ within, notWithin, ...query }, { observed, now }) {
    const last = amountOf(observed);
    const days = last === null ? null : Math.floor((now - last) / DAY_MILLISECONDS);
    const found =
      days === null
        ? `no ${events(query, 2)} so far`
        : `the last of the ${events(query, 2)} was ${days === 1 ? '1 day' : `${days} days`} ago`;
    const asked =
      within === undefined
        ? `none in the last ${duration(notWithin ?? '')}`
        : `one in the last ${duration(within)}`;
    return `${found} (asked for: ${asked})`;
  },
  visits(visits, { observed }) {
    const near = 'place' in visits.near ? visits.near.place : 'the given place';
    const amount = amountOf(observed);
    const window = visits.within === undefined ? '' : ` in the last ${duration(visits.within)}`;
    const noun = `${some(amount)} ${amount === 1 ? 'visit' : 'visits'}`;
    return `${noun} within ${number(visits.radius)} m of ${near}${window} (asked for: ${limits(visits)})`;
  },
  place(place, { observed }) {
    const metres = amountOf(observed);
    const where = metres === null ? '' : ` is ${number(metres)} m away from the given place`;
    return `${place.label}${where} (asked for: at most ${number(place.radius)} m)`;
  },
  friends(friends, { observed }) {
    const amount = amountOf(observed);
    const noun = `${some(amount)} ${amount === 1 ? 'friend' : 'friends'}`;
    const who = friends.who === undefined ? '' : ' who satisfy the condition on friends';
    return `${noun}${who} (asked for: ${limits(friends)})`;
  },
  predicted(predicted, { observed }) {
    const value = amountOf(observed);
    const found =
      value === null
        ? `predicted ${predicted.name}`
        : `predicted ${predicted.name} is ${number(value)}`;
    return `${found} (asked for: ${limits(predicted)})`;
  },
  segment(segment, { verdict }) {
    if (verdict === 'UNKNOWN') return `membership of segment "${segment.id}"`;
    return `${verdict === 'TRUE' ? 'in' : 'not in'} segment "${segment.id}"`;
  },
  time({ days, from, to, zone }, { observed }) {
    const asked = [
      ...(days === undefined ? [] : [days.join(' or ')]),
      ...(from === undefined ? [] : [`from ${from}`]),
      ...(to === undefined ? [] : [`until ${to}`]),
      ...(zone === undefined ? [] : [`in ${zone}`]),
    ].join(' ');
    const found = observed === null ? 'the local time' : `it is ${String(observed)}`;
    return `${found} (asked for: ${asked})`;
  },
};
