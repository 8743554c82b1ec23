import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionReader } from '../../profiles/index.ts';
import {
  END,
  event,
  modalities,
  openDesk,
  SESSIONS,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const MINUTE = 60_000;

describe('what a user is about right now', async () => {
  const model = await trainShop();

  test('is read beside the long-term profile, at the instant that is asked for', async () => {
    const desk = await openDesk(model);
    const { store, models } = desk;
    await desk.promote(model);
    const views = [0, 1, 2].map((place) =>
      stored(
        userId(0),
        event(`now ${place}`, {
          at: END + place * MINUTE,
          itemId: place === 0 ? 'item1' : 'item2',
        }),
      ),
    );
    await store.events.append(views);
    await desk.updater().drain();
    const profile = (await store.profiles.byIds([userId(0)])).get(userId(0))!;
    const reader = new SessionReader({ store, models, modalities, sessions: SESSIONS });
    const read = (await reader.read(profile, END + 5 * MINUTE))!;
    assert.deepEqual(
      read.eventIds,
      views.map(({ id }) => id),
    );
    assert.equal(read.complete, true);
    assert.deepEqual(
      read.interests.map(({ category }) => category),
      ['category2', 'category1'],
    );
    assert.equal(read.purchaseProbability, null, 'this model has learned nothing of sessions');
    assert.equal(read.isRobot, false);
    const earlier = (await reader.read(profile, END + 30_000))!;
    assert.deepEqual(earlier.eventIds, [views[0]!.id]);
    assert.equal(await reader.read(profile, END + 33 * MINUTE), null);
    assert.equal(await reader.read(profile, END - 2000 * MINUTE), null);
  });

  test('takes only the newest events of a visit without end, and says so', async () => {
    const desk = await openDesk(model);
    const { store, models } = desk;
    await desk.promote(model);
    await store.events.append(
      Array.from({ length: 700 }, (_, place) =>
        stored(userId(0), event(`long ${place}`, { at: END + place * 1000, itemId: 'item1' })),
      ),
    );
    await desk.updater().drain();
    const profile = (await store.profiles.byIds([userId(0)])).get(userId(0))!;
    const reader = new SessionReader({ store, models, modalities, sessions: SESSIONS });
    const read = (await reader.read(profile, END + 700_000))!;
    assert.equal(read.complete, false);
    assert.equal(read.eventIds.length, 500);
    assert.equal(read.lastEventAt, END + 699_000);
    assert.equal(read.isRobot, true);
  });
});
