import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryOf, UPDATER } from '../../profiles/index.ts';
import { event, openDesk, stored, trainShop, userId } from './fixture.ts';

const STORM = 400;
const BATCH = 5;

test('a storm on one user is encoded a few times, and whoever comes behind it does not wait for all of it', async () => {
  const desk = await openDesk(await trainShop(), 8);
  const { store } = desk;
  await desk.updater().drain();
  for (let serial = 0; serial < STORM; serial += 1) {
    await store.events.append([
      stored(userId(0), event(`storm-${serial}`, { itemId: `item${serial % 30}` })),
    ]);
  }
  const others = [1, 2, 3, 4, 5, 6, 7].map((user) => userId(user));
  await store.events.append(
    others.map((user) => stored(user, event(`behind-${user}`, { itemId: 'item3' }))),
  );
  assert.equal(await store.changes.lag(UPDATER), STORM + others.length);

  const updater = desk.updater({}, BATCH);
  let steps = 0;
  while ((await updater.step()) !== null) steps += 1;
  assert.ok(
    steps <= 6,
    `${steps} steps for ${STORM} events of one user and ${others.length} others`,
  );
  assert.ok((await store.profiles.history(userId(0))).length <= 1 + steps);
  const profiles = await store.profiles.byIds([userId(0), ...others]);
  assert.equal(summaryOf(profiles.get(userId(0))!).eventCount, STORM);
  for (const user of others) assert.equal(summaryOf(profiles.get(user)!).eventCount, 1);
  await store.close();
});
