import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateRule, parseRule } from '../../../segments/index.ts';
import { DAY, event, facts, HOUR, item, NOON } from './facts.ts';

const items = [
  item('spade', { categories: ['garden'], latitude: 52.5, longitude: 13.4 }),
  item('lamp', { categories: ['home'], latitude: 48.1, longitude: 11.6 }),
];

const events = fc.array(
  fc
    .record({
      hours: fc.integer({ min: -24 * 9, max: 24 * 2 }),
      modality: fc.constantFrom('transactions', 'location'),
      type: fc.constantFrom('purchase', 'refund'),
      itemId: fc.constantFrom('spade', 'lamp', 'gone', null),
      value: fc.constantFrom(null, 0.1, 0.2, 0.3, 5),
      otherUserId: fc.constantFrom(null, null, 'a', 'b'),
    })
    .map(({ hours, ...rest }) => event({ at: NOON + hours * HOUR, ...rest })),
  { maxLength: 12 },
);

const limits = fc.oneof(
  fc.record({ atLeast: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ atMost: fc.integer({ min: 0, max: 4 }) }),
);
const query = fc.record(
  {
    modality: fc.constantFrom('transactions', 'location'),
    type: fc.constantFrom('purchase', 'refund'),
    where: fc.constantFrom({ category: 'garden' }, { value: { atLeast: 0.2 } }),
    whenMissing: fc.constantFrom('zero', 'unknown'),
  },
  { requiredKeys: ['modality'] },
);
const window = fc.constantFrom({}, { within: '1d' }, { within: '5d' }, { within: '30h' });
const condition = fc.oneof(
  fc.tuple(query, window, limits).map(([q, w, l]) => ({ count: { ...q, ...w, ...l } })),
  fc.tuple(query, window, limits).map(([q, w, l]) => ({ sum: { ...q, ...w, ...l } })),
  fc
    .tuple(query, window, limits)
    .map(([q, w, l]) => ({ distinct: { ...q, ...w, ...l, of: 'category' } })),
  fc
    .tuple(
      query,
      query,
      window,
      limits,
      fc.constantFrom('followedBy', 'notFollowedBy'),
      fc.boolean(),
    )
    .map(([first, { whenMissing: _, ...other }, w, l, how, same]) => {
      const { whenMissing, ...query } = first;
      const missing = whenMissing === undefined ? {} : { whenMissing };
      const about = same ? { same: 'item' } : {};
      return {
        sequence: { first: query, [how]: other, gap: '2d', ...about, ...missing, ...w, ...l },
      };
    }),
  fc
    .tuple(query, limits, fc.constantFrom('count', 'sum'), fc.constantFrom('difference', 'ratio'))
    .map(([q, l, by, as]) => ({ trend: { ...q, ...l, by, as, within: '2d' } })),
  fc
    .tuple(query, fc.constantFrom({ within: '2d' }, { notWithin: '2d' }))
    .map(([q, w]) => ({ recency: { ...q, ...w } })),
  fc
    .tuple(window, limits)
    .map(([w, l]) => ({ visits: { near: { place: 'home' }, radius: 5000, ...w, ...l } })),
  fc
    .tuple(limits, query, window)
    .map(([l, q, w]) => ({ friends: { ...l, who: { count: { ...q, ...w, atLeast: 1 } } } })),
  fc.constantFrom(
    { time: { from: '09:00', to: '17:00', zone: 'Europe/Paris' } },
    { time: { days: ['saturday', 'sunday'], zone: 'America/New_York' } },
    { time: { from: '22:30', to: '06:00' } },
    { trait: { name: 'city', equals: 'Berlin' } },
  ),
);
const { rule } = fc.letrec((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    condition,
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
}));

test('a verdict holds at every instant before validUntil', () => {
  fc.assert(
    fc.property(
      rule,
      events,
      events,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (json, mine, theirs, moments) => {
        const user = facts({
          events: mine,
          items,
          traits: { timezone: 'Europe/Berlin' },
          places: [{ label: 'home', latitude: 52.51, longitude: 13.41 }],
          friends: new Map([
            [
              'a',
              {
                userId: 'a',
                events: [...theirs].sort((left, right) => left.at - right.at),
                traits: {},
              },
            ],
          ]),
        });
        const parsed = parseRule(json);
        const { verdict, validUntil } = evaluateRule(parsed, user, NOON);
        const end = validUntil ?? NOON + 60 * DAY;
        assert.ok(end > NOON);
        const instants = moments.map((share) => Math.floor(NOON + share * (end - 1 - NOON)));
        for (const { at } of mine)
          instants.push(at, ...[DAY, 5 * DAY, 30 * HOUR, 2 * DAY, 4 * DAY].map((age) => at + age));
        for (const instant of [...instants, end - 1]) {
          if (instant < NOON || instant >= end) continue;
          assert.equal(
            evaluateRule(parsed, user, instant).verdict,
            verdict,
            `at ${instant - NOON}`,
          );
        }
      },
    ),
    { numRuns: 1500 },
  );
});

test('a clock moved from change to change sees every verdict that a clock moved by the hour sees', () => {
  const parsed = parseRule({
    all: [
      { count: { modality: 'transactions', within: '5d', atLeast: 2 } },
      { time: { from: '08:00', to: '20:00', zone: 'Europe/Paris' } },
    ],
  });
  const user = facts({ events: [0, 1, 2, 4].map((days) => event({ at: NOON + days * DAY })) });
  const end = NOON + 12 * DAY;
  const jumped: string[] = [];
  for (let now: number | null = NOON; now !== null && now < end; ) {
    const { verdict, validUntil }: ReturnType<typeof evaluateRule> = evaluateRule(
      parsed,
      user,
      now,
    );
    if (jumped.at(-1) !== verdict) jumped.push(verdict);
    now = validUntil;
  }
  const stepped: string[] = [];
  for (let now = NOON; now < end; now += HOUR) {
    const { verdict } = evaluateRule(parsed, user, now);
    if (stepped.at(-1) !== verdict) stepped.push(verdict);
  }
  assert.ok(stepped.length > 8);
  assert.deepEqual(jumped, stepped);
});

test('on the days that clocks are turned the verdict changes when it does', () => {
  for (const day of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25)]) {
    const parsed = parseRule({ time: { from: '02:30', to: '02:45', zone: 'Europe/Berlin' } });
    for (let now = day - 6 * HOUR; now < day + 12 * HOUR; now += HOUR / 4) {
      const { verdict, validUntil } = evaluateRule(parsed, facts(), now);
      const next = evaluateRule(parsed, facts(), now + HOUR / 4).verdict;
      if (next !== verdict) assert.ok(validUntil !== null && validUntil <= now + HOUR / 4);
    }
  }
});
