import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspectTrainingData } from '../../../fusion/data-quality/index.ts';
import {
  compareEvents,
  type Event,
  RandomSource,
  type UserHistory,
} from '../../../fusion/index.ts';

const DAY_MS = 86_400_000;
const USERS = 200;
const ITEMS = 120;
const MODALITIES = ['browsing', 'transactions', 'social'];

interface Shop {
  /** The number in the id of the item that is turned to as the nth. */
  readonly numberOf?: (nth: number) => number;
  /** Among so many users one has browsing. */
  readonly browsers?: number;
}

/** Everybody buys twelve times; an item is there from its day on. */
function shop({ numberOf = (nth) => (nth * 77) % ITEMS, browsers = 2 }: Shop = {}): UserHistory[] {
  const random = RandomSource.fromSeed(4);
  return Array.from({ length: USERS }, (_, user) => {
    const userId = `user${user}`;
    const events = Array.from({ length: 12 }, (_, place): Event => {
      const day = random.uniform() * ITEMS;
      const views = place === 0 && user % browsers === 0;
      return {
        id: `${userId}-${place}`,
        modality: views ? 'browsing' : 'transactions',
        type: views ? 'view' : 'purchase',
        at: Math.floor(day * DAY_MS),
        itemId: `item${numberOf(random.below(Math.ceil(day)))}`,
        otherUserId: null,
        value: 10,
        attributes: {},
      };
    });
    return { userId, events: events.sort(compareEvents), traits: {} };
  });
}

const balanced = [{ name: 'lapse', answers: [0, 1, 1, 0] }];
const inspect = (users: readonly UserHistory[], labels = balanced) =>
  inspectTrainingData({ users, modalities: MODALITIES, labels });
const kindsOf = (users: readonly UserHistory[], labels = balanced) =>
  inspect(users, labels).warnings.map(({ kind, subject }) => `${kind} ${subject}`);

describe('what training data are like', () => {
  test('a clean shop gives no warning, and says who has what', () => {
    const { coverage, warnings, users } = inspect(shop());
    assert.deepEqual(warnings, []);
    assert.equal(users, USERS);
    assert.deepEqual(coverage, [
      { modality: 'browsing', share: 0.5 },
      { modality: 'transactions', share: 1 },
      { modality: 'social', share: 0 },
    ]);
  });

  test('a modality that hardly anybody has', () => {
    const [warning] = inspect(shop({ browsers: 100 })).warnings;
    assert.deepEqual(
      [warning.kind, warning.subject, warning.value],
      ['coverage', 'browsing', 0.01],
    );
    assert.match(warning.message, /Only 1\.0 % of the users have browsing/);
  });

  for (const [how, numberOf] of [
    ['upwards', (nth: number) => nth],
    ['downwards', (nth: number) => ITEMS - nth],
  ] as const) {
    test(`ids that were given out ${how} as items were first turned to`, () => {
      assert.deepEqual(kindsOf(shop({ numberOf })), ['id-order items']);
    });
  }

  test('people who are there under two ids, even if one of them lacks something', () => {
    const users = shop();
    const doubled = users.slice(0, 5).map(({ userId, events }) => ({
      userId: `${userId} again`,
      events: events.slice(1),
      traits: {},
    }));
    const [warning] = inspect([...users, ...doubled]).warnings;
    assert.equal(warning.kind, 'duplicate-users');
    assert.equal(warning.value, 10 / 205);
  });

  test('an import on one day, where everybody did something at once, is no sign of one person', () => {
    const users = shop().map(({ events, ...user }) => ({
      ...user,
      events: events.map((event, place) => ({ ...event, at: DAY_MS, itemId: `item${place}` })),
    }));
    assert.deepEqual(kindsOf(users), []);
  });

  test('labels whose answer hardly anybody gives, or everybody', () => {
    const rare = Array.from({ length: 200 }, (_, at) => (at === 0 ? 1 : 0));
    const labels = [
      { name: 'fraud', answers: rare },
      { name: 'lapse', answers: [1, 1, 1] },
      { name: 'unknown', answers: [] },
    ];
    assert.deepEqual(kindsOf(shop(), labels), ['label-balance fraud', 'label-balance lapse']);
  });

  test('thresholds are the shop’s own to set', () => {
    const data = { users: shop({ browsers: 100 }), modalities: MODALITIES, labels: balanced };
    assert.deepEqual(inspectTrainingData(data, { leastCoverage: 0.001 }).warnings, []);
  });
});
