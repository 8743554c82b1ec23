import { type ConditionName, WEEKDAYS } from '../rule.ts';
import { type Clause, events, eventsAt, given, limits, whenMissing, within } from './clauses.ts';
import {
  clockTime,
  duration,
  type Form,
  listOf,
  metres,
  name,
  number,
  oneOf,
  point,
  scalar,
} from './forms.ts';

/** How a kind of condition is written after its name. */
export interface ConditionText {
  /** What comes first, in this order. */
  readonly head: readonly Clause[];
  /** What may follow, each once, in any order; printed in this order. */
  readonly rest: readonly Clause[];
}

/** `home`, or a point. */
const placeOrPoint: Form = {
  read: (cursor) => {
    const label = cursor.acceptKind('a place', 'word', 'text');
    return label === null ? point.read(cursor) : { place: label.text };
  },
  print: (near) =>
    'place' in (near as object) ? name.print((near as { place: string }).place) : point.print(near),
};

/** `is known`, `is unknown` */
const known: Form = {
  read: (cursor) => (cursor.acceptOneOf(['known', 'unknown']) ?? cursor.fail()) === 'known',
  print: (exists) => (exists === true ? 'known' : 'unknown'),
};

/** The `price of` in `sum price of transactions`. */
const summed: Clause = {
  read: (cursor) => {
    if (!cursor.isSecond('of')) return {};
    const attribute = name.read(cursor);
    cursor.expect('of');
    return { attribute };
  },
  print: ({ attribute }) => (attribute === undefined ? null : `${name.print(attribute)} of`),
};

const DISTINCT = ['item', 'category', 'day', 'otherUser', 'attribute'];

/** `day`, `attribute colour` */
const told: Clause = {
  read: (cursor) => {
    const of = cursor.acceptOneOf(DISTINCT) ?? cursor.fail();
    return of === 'attribute' ? { of, attribute: name.read(cursor) } : { of };
  },
  print: ({ of, attribute }) =>
    of === 'attribute' ? `${of} ${name.print(attribute)}` : String(of),
};

/** @param rule how a rule within a condition is written */
export function conditionTexts(rule: Form): { readonly [Name in ConditionName]: ConditionText } {
  return {
    trait: {
      head: [given('name', name)],
      rest: [
        given('equals', scalar, '='),
        given('in', listOf(scalar), 'in'),
        given('exists', known, 'is'),
        limits,
      ],
    },
    count: { head: [events()], rest: [within, whenMissing, limits] },
    sum: { head: [summed, events()], rest: [within, whenMissing, limits] },
    distinct: { head: [told, events('of')], rest: [within, whenMissing, limits] },
    recency: {
      head: [events()],
      rest: [within, given('notWithin', duration, 'not', 'within'), whenMissing],
    },
    sequence: {
      head: [eventsAt('first')],
      rest: [
        eventsAt('followedBy', 'then'),
        eventsAt('notFollowedBy', 'without'),
        given('gap', duration, 'gap'),
        given('same', oneOf(['item']), 'same'),
        within,
        whenMissing,
        limits,
      ],
    },
    trend: {
      head: [events()],
      rest: [
        given('by', oneOf(['count', 'sum']), 'by'),
        within,
        given('as', oneOf(['difference', 'ratio']), 'as'),
        whenMissing,
        limits,
      ],
    },
    visits: {
      head: [given('radius', metres), given('near', placeOrPoint, 'around')],
      rest: [given('modality', name, 'modality'), within, whenMissing, limits],
    },
    place: {
      head: [given('label', name), given('radius', metres), given('near', point, 'around')],
      rest: [],
    },
    friends: { head: [], rest: [given('who', rule, 'who'), whenMissing, limits] },
    predicted: {
      head: [given('name', name)],
      rest: [limits, given('confidence', number, 'confidence')],
    },
    segment: { head: [given('id', name)], rest: [] },
    similarity: { head: [given('id', name, 'to', 'segment')], rest: [limits] },
    time: {
      head: [],
      rest: [
        given('days', listOf(oneOf(WEEKDAYS)), 'on'),
        given('from', clockTime, 'from'),
        given('to', clockTime, 'to'),
        given('zone', name, 'in'),
      ],
    },
  };
}
