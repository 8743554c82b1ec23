import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ruleChanges } from '../../../explain/rules/counterfactuals.ts';
import { withReferredRules } from '../../../explain/rules/referred-rules.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { evaluateRule, languageOf, parseRule, type UserFacts } from '../../../segments/index.ts';
import { DAY, event, facts, HOUR, item, NOON } from '../../segments/rules/facts.ts';

const english = languageOf('en', defaultModalities());
const items = [
  item('spade', { categories: ['garden'] }),
  item('rake', { categories: ['garden'] }),
  item('lamp', { categories: ['home'], latitude: 52.5, longitude: 13.4 }),
];
const station = { latitude: 52.525, longitude: 13.369 };
const purchases = { modality: 'transactions', type: 'purchase' };
const view = (ago: number, itemId = 'spade') =>
  event({ at: NOON - ago, modality: 'browsing', type: 'view', itemId });
const bought = (ago: number, itemId = 'spade', value = 10) =>
  event({ at: NOON - ago, itemId, value });
const tie = (otherUserId: string) =>
  event({ at: NOON - DAY, modality: 'social', type: 'friend', otherUserId });

/** What could be done, each with its sentence, changes and events. */
function deedsFor(json: unknown, user: UserFacts) {
  return ruleChanges(parseRule(json), user, NOON, english)
    .filter(({ told }) => told.events > 0)
    .map(({ told, ...change }) => {
      assert.equal(told.verified, true);
      assert.equal(evaluateRule(parseRule(json), change.facts, change.at).verdict, told.verdict);
      return [told.sentence, told.verdict, told.changes, told.events];
    });
}

test('several deeds are told in one sentence, as their language puts such things', () => {
  const user = facts({ events: [view(DAY), bought(DAY)], items });
  const rule = parseRule({
    all: [
      { count: { modality: 'browsing', type: 'view', atLeast: 3 } },
      { count: { ...purchases, atLeast: 2 } },
    ],
  });
  const told = (locale: 'en' | 'zh-CN') =>
    ruleChanges(rule, user, NOON, languageOf(locale, defaultModalities()))[0].told.sentence;
  assert.match(told('en'), /^\d more [^;]+; \d more [^;]+$/);
  assert.match(told('zh-CN'), /^[^;；]+；[^;；]+$/);
});

test('different items, categories, days and people', () => {
  const user = facts({ events: [bought(DAY), bought(HOUR)], items });
  const of = (kind: string, atLeast: number) => ({
    distinct: { ...purchases, of: kind, within: '30d', atLeast },
  });
  assert.deepEqual(deedsFor(of('item', 3), user), [
    ['2 more different items among purchases in the last 30 days', 'TRUE', 1, 2],
  ]);
  assert.deepEqual(deedsFor(of('category', 2), user), [
    ['1 more category among purchases in the last 30 days', 'TRUE', 1, 1],
  ]);
  // Today is one of the two days already, so the further ones begin tomorrow.
  assert.deepEqual(deedsFor(of('day', 4), user), [
    ['2 more days with purchases in the last 30 days', 'TRUE', 1, 2],
  ]);
  assert.deepEqual(deedsFor(of('otherUser', 1), user), [
    ['1 more person among purchases in the last 30 days', 'TRUE', 1, 1],
  ]);
  const some = { distinct: { ...purchases, of: 'item', where: { item: ['spade'] }, atLeast: 2 } };
  assert.deepEqual(deedsFor(some, user), [], 'there is no second item of those that are asked for');
  const sizes = { distinct: { ...purchases, of: 'attribute', attribute: 'size', atLeast: 2 } };
  assert.equal(deedsFor(sizes, user)[0][3], 2);
});

test('a sequence is finished where it was begun, and done as a whole where it was not', () => {
  const sequence = {
    first: { modality: 'browsing', type: 'view' },
    followedBy: purchases,
    gap: '7d',
    same: 'item',
    whenMissing: 'zero',
  };
  const rule = { sequence: { ...sequence, atLeast: 2 } };
  const begun = facts({ events: [view(DAY), view(20 * DAY, 'lamp')], items });
  assert.deepEqual(deedsFor(rule, begun), [
    [
      '2 more views followed by purchases of the same item within 7 days',
      'TRUE',
      1,
      // One purchase of what was viewed a day ago, and a view with a purchase of something else.
      3,
    ],
  ]);
  const { same: _same, ...any } = sequence;
  const open = facts({ events: [view(DAY), view(2 * DAY, 'lamp')], items });
  assert.deepEqual(deedsFor({ sequence: { ...any, atLeast: 2 } }, open), [
    ['2 more views followed by purchases within 7 days', 'TRUE', 1, 1],
  ]);
});

test('what nothing follows counts when the time for it is over', () => {
  const sequence = {
    first: { modality: 'browsing', type: 'view' },
    notFollowedBy: purchases,
    gap: '7d',
    whenMissing: 'zero',
    atLeast: 1,
  };
  const [change] = ruleChanges(parseRule({ sequence }), facts({ items }), NOON, english);
  assert.equal(change.at, NOON + 7 * DAY);
  assert.equal(change.told.sentence, '1 more view not followed by purchases within 7 days');
});

test('more than in the month before, as a number, an amount and a ratio', () => {
  const before = [60, 55, 50, 45, 40].map((days) => bought(days * DAY));
  const user = facts({ events: [...before, bought(DAY)], items });
  const trend = (given: object) => ({ trend: { ...purchases, within: '30d', ...given } });
  assert.deepEqual(deedsFor(trend({ atLeast: 1 }), user), [
    ['4 more purchases in the last 30 days', 'TRUE', 1, 4],
  ]);
  assert.deepEqual(deedsFor(trend({ atLeast: 1, by: 'sum' }), user), [
    ['31 more from purchases in the last 30 days', 'TRUE', 1, 1],
  ]);
  assert.deepEqual(deedsFor(trend({ atLeast: 1.5, by: 'sum', as: 'ratio' }), user), [
    ['50 more from purchases in the last 30 days', 'TRUE', 1, 1],
  ]);
  const fewer = trend({ atMost: -5 });
  assert.deepEqual(deedsFor(fewer, user), [], 'what was done cannot be undone');
});

test('totals, in as many events as their bounds ask for, and of attributes', () => {
  const user = facts({ events: [bought(DAY)], items });
  assert.deepEqual(deedsFor({ sum: { ...purchases, within: '30d', atLeast: 25.5 } }, user), [
    ['15.5 more from purchases in the last 30 days', 'TRUE', 1, 1],
  ]);
  const small = { ...purchases, where: { value: { atMost: 20 } }, atLeast: 60 };
  assert.deepEqual(deedsFor({ sum: small }, user), [
    ['50 more from purchases worth at most 20', 'TRUE', 1, 3],
  ]);
  const points = event({ at: NOON - DAY, attributes: { points: 3 } });
  const collected = facts({ events: [points], items });
  assert.equal(
    deedsFor({ sum: { ...purchases, attribute: 'points', atLeast: 10 } }, collected)[0][3],
    1,
  );
});

test('being near a place, given or the own', () => {
  const user = facts({
    events: [view(DAY, 'lamp')],
    items,
    places: [{ label: 'home', ...station }],
  });
  const near = (place: object) => ({
    visits: { near: place, radius: 200, within: '7d', atLeast: 2 },
  });
  assert.deepEqual(deedsFor(near(station), user), [
    ['2 more visits within 200 m of the given place in the last 7 days', 'TRUE', 1, 2],
  ]);
  assert.deepEqual(deedsFor(near({ place: 'home' }), user), [
    ['2 more visits within 200 m of home in the last 7 days', 'TRUE', 1, 2],
  ]);
  assert.deepEqual(deedsFor(near({ place: 'work' }), user), [], 'nobody knows where that is');
  const lives = { place: { label: 'home', near: { latitude: 48, longitude: 2 }, radius: 500 } };
  assert.deepEqual(deedsFor(lives, user), [], 'where a user lives is not for them to be told');
});

test('friends of a kind, like those that there are or as the rule wants them', () => {
  const buys = { count: { ...purchases, atLeast: 2 } };
  const rule = { friends: { who: buys, atLeast: 2 } };
  const told = [['2 more such friends', 'TRUE', 1, 2]];
  const idle = { userId: 'a', events: [view(DAY)], traits: {} };
  assert.deepEqual(deedsFor(rule, facts({ items })), told);
  const known = facts({ events: [tie('a')], friends: new Map([['a', idle]]), items });
  assert.deepEqual(deedsFor({ friends: { who: buys, atLeast: 1 } }, known), [
    ['1 more such friend', 'TRUE', 1, 1],
  ]);
  const old = { trait: { name: 'birthYear', atMost: 1950 } };
  assert.deepEqual(deedsFor({ friends: { who: old, atLeast: 1 } }, known), []);
});

test('a segment that a rule refers to is entered by what its own rule asks for', () => {
  const gardeners = parseRule({
    count: { ...purchases, where: { category: 'garden' }, within: '7d', atLeast: 2 },
  });
  const rule = parseRule({
    all: [{ segment: { id: 'gardeners' } }, { not: { segment: { id: 'x' } } }],
  });
  const whole = withReferredRules(rule, new Map([['gardeners', gardeners]]));
  const user = facts({
    events: [bought(DAY)],
    items,
    segments: { x: { verdict: 'FALSE', validUntil: null, similarity: null } },
  });
  assert.deepEqual(deedsFor(whole, user), [
    ['1 more purchase in garden in the last 7 days', 'TRUE', 1, 1],
  ]);
  const { segments } = user;
  const buyer = facts({ events: [bought(DAY), bought(HOUR)], items, segments });
  const [waiting] = ruleChanges(whole, buyer, NOON, english);
  assert.equal(waiting.at, NOON + 6 * DAY, 'who does nothing leaves with the other segment');
});

test('what helps one condition may be enough for the next, and what harms another is not advised', () => {
  const user = facts({ events: [bought(40 * DAY)], items });
  const count = (where: object | undefined, limits: object) => ({
    count: { ...purchases, ...(where && { where }), within: '30d', ...limits },
  });
  const garden = { category: 'garden' };
  assert.deepEqual(
    deedsFor({ all: [count(garden, { atLeast: 2 }), count(undefined, { atLeast: 1 })] }, user),
    [['2 more purchases in garden in the last 30 days', 'TRUE', 1, 2]],
  );
  const atOdds = { all: [count(garden, { atLeast: 2 }), count(undefined, { atMost: 1 })] };
  assert.deepEqual(deedsFor(atOdds, user), []);
  const other = { any: [atOdds, { all: [count({ category: 'home' }, { atLeast: 3 })] }] };
  assert.deepEqual(deedsFor(other, user), [
    ['3 more purchases in home in the last 30 days', 'TRUE', 1, 3],
  ]);
});

test('somebody without any data can still begin, and age is never advised', () => {
  const count = { count: { ...purchases, atLeast: 2 } };
  assert.deepEqual(deedsFor(count, facts()), [['2 more purchases', 'TRUE', 1, 2]]);
  const adult = { all: [count, { trait: { name: 'birthYear', atMost: 2000 } }] };
  const young = facts({ traits: { birthYear: 2015 } });
  assert.deepEqual(deedsFor(adult, young), []);
});

const limit = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((atLeast) => ({ atLeast })),
  fc.integer({ min: 0, max: 4 }).map((atMost) => ({ atMost })),
);
const query = fc.constantFrom(
  purchases,
  { ...purchases, where: { category: 'garden' } },
  { modality: 'browsing' },
);
const within = fc.constantFrom('7d', '30d');
const windowed = fc.tuple(query, limit, within).map(([of, limits, window]) => {
  return { ...of, ...limits, within: window };
});
const condition = fc.oneof(
  windowed.map((count) => ({ count })),
  windowed.map((sum) => ({ sum })),
  fc
    .tuple(windowed, fc.constantFrom('item', 'category', 'day'))
    .map(([of, kind]) => ({ distinct: { ...of, of: kind } })),
  fc
    .tuple(windowed, fc.constantFrom('count', 'sum'), fc.constantFrom('difference', 'ratio'))
    .map(([of, by, as]) => ({ trend: { ...of, by, as } })),
  fc
    .tuple(limit, within, fc.constantFrom('followedBy', 'notFollowedBy'), fc.boolean())
    .map(([limits, gap, how, same]) => ({
      sequence: {
        ...{ first: { modality: 'browsing' }, [how]: purchases, gap, ...limits },
        ...(same && { same: 'item' }),
      },
    })),
  fc.tuple(limit, within).map(([limits, window]) => ({
    visits: { near: station, radius: 300, within: window, ...limits },
  })),
  fc.tuple(limit, fc.boolean()).map(([limits, any]) => ({
    friends: { ...(any ? {} : { who: { count: { ...purchases, atLeast: 1 } } }), ...limits },
  })),
);
const happened = fc
  .tuple(fc.integer({ min: 0, max: 70 }), fc.constantFrom('spade', 'rake', 'lamp'), fc.boolean())
  .map(([days, about, isView]) => (isView ? view : bought)(days * DAY, about));
const combination = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .chain((parts) =>
    fc.constantFrom<unknown>({ all: parts }, { any: parts }, { not: { any: parts } }),
  );

test('every change of random rules turns the verdict, lies in the future and is of three kinds at most', () => {
  let found = 0;
  fc.assert(
    fc.property(combination, fc.array(happened, { maxLength: 8 }), (json, events) => {
      const user = facts({ events, items });
      const { verdict } = evaluateRule(parseRule(json), user, NOON);
      for (const { told, facts: changed, at } of ruleChanges(
        parseRule(json),
        user,
        NOON,
        english,
      )) {
        const after = evaluateRule(parseRule(json), changed, at).verdict;
        assert.equal(after, told.verdict);
        assert.notEqual(after === 'TRUE', verdict === 'TRUE');
        assert.ok(told.changes <= 3 && at >= NOON);
        const known = new Set(user.history.events);
        const further = changed.history.events.filter((own) => !known.has(own));
        assert.equal(further.length, told.events);
        assert.ok(further.every((own) => own.at >= NOON && own.at <= at));
        assert.equal(changed.history.events.length, events.length + further.length);
        found += told.events > 0 ? 1 : 0;
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(found > 20, `only ${found} changes were found`);
});
