import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateRule, parseRule, type UserFacts } from '../../../segments/index.ts';
import { DAY, event, facts, HOUR, item, NOON } from './facts.ts';

function verdict(json: unknown, user: UserFacts, now = NOON) {
  return evaluateRule(parseRule(json), user, now).verdict;
}

test('a trait that nobody declared is unknown, also under a negation', () => {
  const rule = { trait: { name: 'city', equals: 'Berlin' } };
  assert.equal(verdict(rule, facts()), 'UNKNOWN');
  assert.equal(verdict({ not: rule }, facts()), 'UNKNOWN');
  assert.equal(verdict(rule, facts({ traits: { city: 'Berlin' } })), 'TRUE');
  assert.equal(verdict(rule, facts({ traits: { city: 'Paris' } })), 'FALSE');
  assert.equal(verdict({ trait: { name: 'city', exists: true } }, facts()), 'FALSE');
  assert.equal(
    verdict({ trait: { name: 'city', in: ['Rome', 'Bonn'] } }, facts({ traits: { city: 'Bonn' } })),
    'TRUE',
  );
  const older = { trait: { name: 'age', atLeast: 18 } };
  assert.equal(verdict(older, facts({ traits: { age: 18 } })), 'TRUE');
  assert.equal(verdict(older, facts({ traits: { age: 'eighteen' } })), 'UNKNOWN');
});

test('no data at all is unknown, no such event among data is zero', () => {
  const rule = { count: { modality: 'transactions', type: 'purchase', within: '30d', atMost: 0 } };
  assert.equal(verdict(rule, facts()), 'UNKNOWN');
  assert.equal(verdict({ count: { ...rule.count, whenMissing: 'zero' } }, facts()), 'TRUE');
  const returned = facts({ events: [event({ at: NOON - 40 * DAY, type: 'refund' })] });
  assert.equal(verdict(rule, returned), 'TRUE');
});

test('an event counts from its own instant until it is as old as the window is long', () => {
  const rule = { count: { modality: 'transactions', within: '30d', atLeast: 1 } };
  const user = facts({ events: [event({ at: NOON }), event({ at: NOON - 90 * DAY })] });
  assert.equal(verdict(rule, user, NOON - 1), 'FALSE');
  assert.equal(verdict(rule, user, NOON), 'TRUE');
  assert.equal(verdict(rule, user, NOON + 30 * DAY - 1), 'TRUE');
  assert.equal(verdict(rule, user, NOON + 30 * DAY), 'FALSE');
  assert.equal(evaluateRule(parseRule(rule), user, NOON).validUntil, NOON + 30 * DAY);
});

test('a purchase of an item that is not in the catalogue may or may not be of the category', () => {
  const rule = (atLeast: number) => ({
    count: { modality: 'transactions', where: { category: 'garden' }, atLeast },
  });
  const user = facts({
    items: [item('spade', { categories: ['home', 'garden'] })],
    events: [event({ at: 1, itemId: 'spade' }), event({ at: 2, itemId: 'gone' })],
  });
  assert.equal(verdict(rule(1), user), 'TRUE');
  assert.equal(verdict(rule(2), user), 'UNKNOWN');
  assert.equal(verdict(rule(3), user), 'FALSE');
});

test('sums take values or attributes, and an absent number makes them unknown', () => {
  const rule = { sum: { modality: 'transactions', atLeast: 100 } };
  const paid = [event({ at: 1, value: 60 }), event({ at: 2, value: 40 })];
  assert.equal(verdict(rule, facts({ events: paid })), 'TRUE');
  assert.equal(verdict(rule, facts({ events: paid.slice(1) })), 'FALSE');
  assert.equal(verdict(rule, facts({ events: [...paid, event({ at: 3 })] })), 'UNKNOWN');
  const saved = { sum: { modality: 'transactions', attribute: 'discount', atMost: 5 } };
  const discounted = [event({ at: 1, attributes: { discount: 5 } })];
  assert.equal(verdict(saved, facts({ events: discounted })), 'TRUE');
});

test('distinct counts items, categories, days, people and attributes', () => {
  const events = [
    event({ at: NOON, itemId: 'spade', attributes: { coupon: 'a' } }),
    event({ at: NOON + HOUR, itemId: 'spade', attributes: { coupon: 'b' } }),
    event({ at: NOON + DAY, itemId: 'rake', attributes: {} }),
  ];
  const items = [
    item('spade', { categories: ['home', 'garden'] }),
    item('rake', { categories: ['home', 'garden'] }),
  ];
  const user = facts({ events, items });
  const found = (of: string, more = {}) => {
    const rule = { distinct: { modality: 'transactions', of, atLeast: 0, ...more } };
    return evaluateRule(parseRule(rule), user, NOON + 2 * DAY).trace.observed;
  };
  assert.deepEqual(
    [
      found('item'),
      found('category'),
      found('day'),
      found('otherUser'),
      found('attribute', { attribute: 'coupon' }),
    ],
    [2, 2, 2, 0, 2],
  );
});

test('recency looks at the last event', () => {
  const user = facts({ events: [event({ at: NOON - 10 * DAY }), event({ at: NOON - 3 * DAY })] });
  const query = { modality: 'transactions', type: 'purchase' };
  assert.equal(verdict({ recency: { ...query, within: '1w' } }, user), 'TRUE');
  assert.equal(verdict({ recency: { ...query, within: '2d' } }, user), 'FALSE');
  const lapsed = evaluateRule(parseRule({ recency: { ...query, notWithin: '1w' } }), user, NOON);
  assert.equal(lapsed.verdict, 'FALSE');
  assert.equal(lapsed.validUntil, NOON + 4 * DAY);
  assert.equal(lapsed.trace.observed, NOON - 3 * DAY);
});

test('visits and places go by distance, with the place of the user unknown until it is inferred', () => {
  const station = { latitude: 52.525, longitude: 13.369 };
  const near = { latitude: 52.526, longitude: 13.369 };
  const ping = event({ at: 1, modality: 'location', type: 'ping', attributes: near });
  const visits = { visits: { near: station, radius: 200, atLeast: 1 } };
  assert.equal(verdict(visits, facts({ events: [ping] })), 'TRUE');
  assert.equal(
    verdict({ visits: { ...visits.visits, radius: 50 } }, facts({ events: [ping] })),
    'FALSE',
  );
  assert.equal(verdict(visits, facts()), 'UNKNOWN');
  const atHome = { visits: { near: { place: 'home' }, radius: 200, atLeast: 1 } };
  assert.equal(verdict(atHome, facts({ events: [ping] })), 'UNKNOWN');
  const places = [{ label: 'home', ...station }];
  assert.equal(verdict(atHome, facts({ events: [ping], places })), 'TRUE');
  const livesNear = { place: { label: 'home', near, radius: 500 } };
  assert.equal(verdict(livesNear, facts({ places })), 'TRUE');
  assert.equal(verdict(livesNear, facts()), 'UNKNOWN');
  // Where no place is called so, home is where the user is most often.
  const far = { label: 'Market', latitude: 53, longitude: 14 };
  const unnamed = [{ label: 'Corner shop', ...station }, far];
  assert.equal(verdict(livesNear, facts({ places: unnamed })), 'TRUE');
  assert.equal(verdict(livesNear, facts({ places: unnamed.toReversed() })), 'FALSE');
  const work = { place: { label: 'work', near, radius: 500 } };
  assert.equal(verdict(work, facts({ places: unnamed })), 'UNKNOWN');
});

test('friends count by a rule about them; those of whom nothing is known leave it open', () => {
  const tie = (otherUserId: string) =>
    event({ at: 1, modality: 'social', type: 'friend', otherUserId });
  const bought = { userId: 'a', events: [event({ at: 2, itemId: 'spade' })], traits: {} };
  const idle = { userId: 'b', events: [event({ at: 2, type: 'refund' })], traits: {} };
  const who = { count: { modality: 'transactions', type: 'purchase', atLeast: 1 } };
  const user = facts({
    events: [tie('a'), tie('b'), tie('stranger')],
    friends: new Map([
      ['a', bought],
      ['b', idle],
    ]),
  });
  assert.equal(verdict({ friends: { who, atLeast: 1 } }, user), 'TRUE');
  assert.equal(verdict({ friends: { who, atLeast: 2 } }, user), 'UNKNOWN');
  assert.equal(verdict({ friends: { who, atLeast: 3 } }, user), 'FALSE');
  assert.equal(verdict({ friends: { atLeast: 3 } }, user), 'TRUE');
  assert.equal(verdict({ friends: { atLeast: 1 } }, facts()), 'UNKNOWN');
});

test('predictions, other segments and the clock', () => {
  const risky = { predicted: { name: 'risk', atLeast: 0.5, confidence: 0.6 } };
  const sure = facts({ readOuts: { risk: { value: 0.7, confidence: 0.9 } } });
  const unsure = facts({ readOuts: { risk: { value: 0.7, confidence: 0.3 } } });
  assert.deepEqual(
    [verdict(risky, sure), verdict(risky, unsure), verdict(risky, facts())],
    ['TRUE', 'UNKNOWN', 'UNKNOWN'],
  );
  const inside = facts({ segments: { vip: { verdict: 'TRUE', validUntil: 5, similarity: 0.8 } } });
  const referring = evaluateRule(parseRule({ segment: { id: 'vip' } }), inside, 0);
  assert.deepEqual([referring.verdict, referring.validUntil], ['TRUE', 5]);
  assert.equal(verdict({ segment: { id: 'vip' } }, facts()), 'UNKNOWN');
  const alike = evaluateRule(parseRule('similarity to segment vip >= 0.8'), inside, 0);
  assert.deepEqual([alike.verdict, alike.validUntil, alike.trace.observed], ['TRUE', 5, 0.8]);
  assert.equal(verdict({ similarity: { id: 'vip', atLeast: 0.81 } }, inside), 'FALSE');
  // A rule has members and no similarity: that is unknown, not 0.
  const ruled = facts({
    segments: { vip: { verdict: 'TRUE', validUntil: null, similarity: null } },
  });
  const unlike = { not: { similarity: { id: 'vip', atLeast: 0.1 } } };
  assert.deepEqual([verdict(unlike, ruled), verdict(unlike, facts())], ['UNKNOWN', 'UNKNOWN']);
  const evening = { time: { days: ['wednesday'], from: '18:00', to: '23:00' } };
  assert.equal(verdict(evening, facts()), 'UNKNOWN');
  const inParis = facts({ traits: { timezone: 'Europe/Paris' } });
  assert.equal(verdict(evening, inParis), 'FALSE');
  assert.equal(evaluateRule(parseRule(evening), inParis, NOON).validUntil, NOON + 4 * HOUR);
  assert.equal(verdict(evening, inParis, NOON + 4 * HOUR), 'TRUE');
  const night = { time: { days: ['tuesday'], from: '22:00', to: '02:00', zone: 'UTC' } };
  assert.equal(verdict(night, facts(), Date.UTC(2026, 6, 15, 1)), 'TRUE');
  assert.equal(verdict(night, facts(), Date.UTC(2026, 6, 14, 1)), 'FALSE');
});

test('the trace says what was seen, what was asked for and which events counted', () => {
  const bought = [1, 2, 3].map((days) => event({ at: NOON - days * DAY, itemId: 'spade' }));
  const user = facts({ events: bought, items: [item('spade', { categories: ['garden'] })] });
  const rule = parseRule({
    all: [
      {
        count: {
          modality: 'transactions',
          type: 'purchase',
          where: { category: 'garden' },
          within: '30d',
          atLeast: 3,
        },
      },
      { not: { trait: { name: 'city', equals: 'Berlin' } } },
    ],
  });
  const { verdict: found, trace } = evaluateRule(rule, user, NOON);
  assert.equal(found, 'UNKNOWN');
  const [count, not] = trace.children;
  assert.equal(count.path, 'all[0].count');
  assert.equal(count.observed, 3);
  assert.deepEqual(
    count.eventIds,
    [...bought].reverse().map(({ id }) => id),
  );
  assert.equal(not.children[0].path, 'all[1].not.trait');
  assert.equal(not.children[0].reason, 'trait-absent');
});
