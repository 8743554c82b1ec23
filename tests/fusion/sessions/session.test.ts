import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type Event,
  fitGoalHead,
  goalProbability,
  openSession,
  RandomSource,
  ROBOT_FROM,
  robotLikeness,
  sessionIntent,
  sessionRows,
  type UserHistory,
} from '../../../fusion/index.ts';
import { goalHeadFromParts, goalHeadToParts } from '../../../fusion/sessions/index.ts';
import { DAY, END, event, SESSIONS, START } from '../../profiles/fixture.ts';

const MINUTE = 60_000;
const at = (minutes: number, given: Partial<Event> = {}) =>
  event(`at ${minutes} ${JSON.stringify(given)}`, { at: START + minutes * MINUTE, ...given });
const bought = { modality: 'transactions', type: 'purchase' };

describe('a session', () => {
  test('is the run of events that no gap divides, while it is open', () => {
    const events = [at(0), at(100), at(125), at(150)];
    const open = openSession(events, SESSIONS, START + 179 * MINUTE);
    assert.deepEqual(
      open?.events.map(({ id }) => id),
      events.slice(1).map(({ id }) => id),
    );
    assert.equal(openSession(events, SESSIONS, START + 181 * MINUTE), null);
    assert.equal(openSession([], SESSIONS, END), null);
    assert.equal(openSession([at(1, bought)], SESSIONS, START + 2 * MINUTE), null);
  });

  test('reads nothing of later than its instant, in whatever order events are given', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer(),
        (minutes, now, seed) => {
          const events = minutes.map((minute) => at(minute, minute % 7 === 0 ? bought : {}));
          const asOf = START + now * MINUTE;
          const shuffled = RandomSource.fromSeed(seed).shuffle([...events]);
          const known = events.filter((one) => one.at <= asOf);
          const session = openSession(events, SESSIONS, asOf);
          assert.deepEqual(openSession(shuffled, SESSIONS, asOf), session);
          assert.deepEqual(openSession(known, SESSIONS, asOf), session);
        },
      ),
    );
  });

  test('names the instants of its goal in their order, in whatever order events are given', () => {
    const events = [at(3, bought), at(0), at(1, bought)];
    const { goals } = openSession(events, SESSIONS, START + 4 * MINUTE)!;
    assert.deepEqual(goals, [START + MINUTE, START + 3 * MINUTE]);
  });

  test('is about what was turned to strongly and lately', () => {
    const session = openSession(
      [at(0, { itemId: 'a' }), at(1, { itemId: 'b' }), at(2, { itemId: 'b', type: 'cart' })],
      SESSIONS,
      START + 3 * MINUTE,
    )!;
    const strength = (_: string, type: string) => (type === 'cart' ? 0.7 : 0.3);
    const intent = sessionIntent(session, strength, (id) => [id]);
    assert.deepEqual(
      intent.map(({ name }) => name),
      ['b', 'a'],
    );
    assert.ok(Math.abs(intent.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12);
    const { weight } = intent[1]!;
    const early = 0.3 * 2 ** (-2 / 5);
    assert.ok(Math.abs(weight - early / (early + 0.3 * 2 ** (-1 / 5) + 0.7)) < 1e-12);
    assert.deepEqual(
      sessionIntent(
        session,
        () => 0,
        (id) => [id],
      ),
      [],
    );
  });

  test('is a program’s where many quick steps are alike, not where a source gives one time to all', () => {
    const steps = (gaps: readonly number[]) => {
      let seconds = 0;
      const events = [0, ...gaps].map((gap, index) => {
        seconds += gap;
        return event(`step ${index}`, { at: START + seconds * 1000 });
      });
      return robotLikeness({ events, goals: [], asOf: END });
    };
    assert.ok(steps(Array.from({ length: 60 }, (_, index) => 1 + (index % 3) / 10)) >= ROBOT_FROM);
    assert.ok(steps(Array.from({ length: 60 }, (_, index) => 5 + ((index * 17) % 90))) < 0.1);
    assert.ok(steps([1, 1, 1]) < ROBOT_FROM, 'three steps are no evidence');
    assert.equal(steps(new Array(100).fill(0)), 0);
    assert.equal(steps([]), 0);
  });
});

describe('what a session leads to', () => {
  /** Who puts something into the cart buys a quarter of an hour later in four cases of five. */
  function visits(users: number): UserHistory[] {
    const random = RandomSource.fromSeed(3);
    return Array.from({ length: users }, (_, user) => {
      const events = Array.from({ length: 6 }, (_, day) => {
        const start = START + day * DAY + random.below(600) * MINUTE;
        const carts = random.uniform() < 0.3;
        const buys = carts ? random.uniform() < 0.8 : random.uniform() < 0.05;
        const own = (step: number, given: Partial<Event>) =>
          event(`${user} ${day} ${step}`, { at: start + step * MINUTE, itemId: 'a', ...given });
        return [
          own(0, {}),
          own(3, carts ? { type: 'cart' } : {}),
          ...(buys ? [own(18, bought)] : []),
        ];
      }).flat();
      return { userId: `u${user}`, events, traits: {} };
    });
  }

  test('is learned, calibrated, and comes back from a stored model as it was', () => {
    const head = fitGoalHead(visits(120), SESSIONS, 1)!;
    const two = (type: string) =>
      openSession(
        [at(0, { itemId: 'a' }), at(3, { itemId: 'a', type })],
        SESSIONS,
        START + 3 * MINUTE,
      )!;
    const [likely, unlikely] = [
      goalProbability(head, two('cart')),
      goalProbability(head, two('view')),
    ];
    assert.ok(Math.abs(likely - 0.8) < 0.1, `${likely}`);
    assert.ok(Math.abs(unlikely - 0.05) < 0.05, `${unlikely}`);
    const read = goalHeadFromParts(goalHeadToParts(head))!;
    assert.equal(goalProbability(read, two('cart')), likely);
    assert.equal(goalHeadFromParts(goalHeadToParts(null)), null);
  });

  test('is not learned from a handful of visits, nor where everybody or nobody buys', () => {
    assert.equal(fitGoalHead(visits(3), SESSIONS, 1), null);
    const none = visits(120).map((one) => ({
      ...one,
      events: one.events.filter(({ type }) => type !== 'purchase'),
    }));
    assert.equal(fitGoalHead(none, SESSIONS, 1), null);
    assert.equal(fitGoalHead([], SESSIONS, 1), null);
  });

  test('counts no session whose outcome is not known yet', () => {
    const [user] = visits(1);
    const last = user!.events.at(-1)!.at;
    for (const { session } of sessionRows([user!], SESSIONS, last)) {
      assert.ok(session.asOf + 60 * MINUTE <= last);
      assert.ok(session.events.every((one) => one.at <= session.asOf));
    }
  });
});
