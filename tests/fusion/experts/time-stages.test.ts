import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { timeStages } from '../../../fusion/experts/index.ts';
import { PREPARE_DEFAULTS } from '../../../fusion/experts/preparation/prepare-settings.ts';
import type { Event, UserHistory } from '../../../fusion/index.ts';

/** Two users, of whose 101 events one comes a minute. */
const users = [0, 1].map((user): UserHistory => {
  const own = Array.from({ length: 101 }, (_, minute) => minute).filter((k) => k % 2 === user);
  const events = own.map((minute): Event => {
    const place = { modality: 'browsing', type: 'view', itemId: 'item', otherUserId: null };
    return { id: `e${minute}`, at: minute * 60_000, value: null, attributes: {}, ...place };
  });
  return { userId: `user${user}`, traits: {}, events };
});

describe('timeStages', () => {
  test('cuts everybody at the same instants, and gives every stage as much to foretell', () => {
    const stages = timeStages(users, { train: [0.25, 0.5], validation: [0.75] });
    const cuts = stages.map(({ name, split, cut }) => ({ name, split, ...cut(users[0]) }));
    const minutes = (from: number, to: number) => ({ asOf: from * 60_000, until: to * 60_000 });
    assert.deepEqual(cuts, [
      { name: 'train 1', split: 'train', ...minutes(25, 50) },
      { name: 'train 2', split: 'train', ...minutes(50, 75) },
      { name: 'validation', split: 'validation', ...minutes(75, 100) },
    ]);
    for (const { cut } of stages) assert.deepEqual(cut(users[0]), cut(users[1]));
  });

  test('a late cut ends where validation begins', () => {
    const [late] = timeStages(users, { train: [0.7], validation: [0.8] });
    assert.deepEqual(late.cut(users[0]), { asOf: 70 * 60_000, until: 80 * 60_000 });
  });

  test('several validation stages follow each other, and training has as much to foretell as all', () => {
    const stages = timeStages(users, { train: [0.4], validation: [0.8, 0.9] });
    const minutes = (from: number, to: number) => ({ asOf: from * 60_000, until: to * 60_000 });
    assert.deepEqual(
      stages.map(({ name, cut }) => ({ name, ...cut(users[0]) })),
      [
        { name: 'train 1', ...minutes(40, 60) },
        { name: 'validation 1', ...minutes(80, 90) },
        { name: 'validation 2', ...minutes(90, 100) },
      ],
    );
  });

  test('a mailing to everybody does not set the clock where only views are to be foretold', () => {
    const mailed = users.map((user) => ({
      ...user,
      events: [
        ...user.events,
        ...Array.from({ length: 200 }, (_, offer): Event => {
          const { events } = user;
          return { ...events[0], id: `offer ${offer}`, at: 90 * 60_000, modality: 'location' };
        }),
      ],
    }));
    const cutsOf = (targets: readonly string[] | null) =>
      PREPARE_DEFAULTS.stages(mailed, targets).map(({ cut }) => cut(mailed[0]));
    const expected = PREPARE_DEFAULTS.stages(users, null).map(({ cut }) => cut(users[0]));
    assert.deepEqual(cutsOf(['browsing']), expected);
    assert.notDeepEqual(cutsOf(null), expected);
    // Nothing to foretell: labels are still to be learned.
    assert.deepEqual(cutsOf(['transactions']), cutsOf(null));
  });

  test('nobody has done anything: nothing to learn from', () => {
    assert.deepEqual(timeStages([], { train: [0.5], validation: [0.8] }), []);
  });

  test('by default learns from a cut that does not reach into validation', () => {
    const stages = PREPARE_DEFAULTS.stages(users, null);
    const training = stages.filter(({ split }) => split === 'train');
    const [validation] = stages.filter(({ split }) => split === 'validation');
    assert.equal(training.length, 1);
    // Whatever the number of events, and not but for a rounded share of them.
    assert.equal(training[0].cut(users[0])!.until, validation.cut(users[0])!.asOf);
  });
});
