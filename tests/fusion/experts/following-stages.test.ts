import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PREPARE_DEFAULTS } from '../../../fusion/experts/index.ts';
import {
  buildTrainingSets,
  type Event,
  type Item,
  type PrepareSettings,
  trainingPreparation,
  type UserHistory,
} from '../../../fusion/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { DAY, event, modalities, START } from '../../profiles/fixture.ts';

const HEAPS = 12;
const IN_HEAP = 6;
const USERS = 420;
const EVENTS = 24;
/** From this event on people turn at every third event; before they never do. */
const TURNING = 15;

const items: Item[] = Array.from({ length: HEAPS * IN_HEAP }, (_, index) => ({
  id: `item${index}`,
  title: `Item ${index}`,
  categories: [`heap${index % HEAPS}`],
  price: 5,
  latitude: null,
  longitude: null,
  attributes: {},
}));

/** People of one taste each who begin to turn late, so that only the last events can prove a policy. */
function histories(): UserHistory[] {
  const random = RandomSource.fromSeed(3);
  return Array.from({ length: USERS }, (_, user) => {
    let heap = random.below(HEAPS);
    const events = Array.from({ length: EVENTS }, (_, place): Event => {
      if (place >= TURNING && place % 3 === 0) heap = random.below(HEAPS);
      const itemId = `item${heap + HEAPS * random.below(IN_HEAP)}`;
      return event(`${user}-${place}`, { itemId, at: START + place * DAY + user });
    });
    return { userId: `user${String(user).padStart(4, '0')}`, events, traits: {} };
  });
}

test('a network learns of the columns that it will be served with, also where only the last events prove the policy', async () => {
  const given = { factors: 4, candidates: 10, randomCandidates: 5, mostRows: 60 };
  const settings: PrepareSettings = { ...PREPARE_DEFAULTS, ...given };
  const users = histories();
  const { reader, sets } = await trainingPreparation(modalities)(users, items, settings, {});
  assert.equal(reader.adaptation?.decides, 'POLICY');
  assert.equal(reader.adaptation?.steers, true);
  const fixed = await buildTrainingSets(users, items, modalities, settings, {}, null);
  for (const [stage, set] of sets.entries()) {
    const other = fixed[stage];
    assert.equal(set.users, other.users);
    // Of which there are thousands: a difference is not printed.
    const same = set.columnValues.every((value, at) => Object.is(value, other.columnValues[at]));
    assert.ok(!same, `the columns of stage ${stage} follow no policy`);
  }
});
