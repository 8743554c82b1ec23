import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { historiesOf } from '../../profiles/index.ts';
import { newEvent } from '../store/support.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

describe('what is new since a profile', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  test('is not told by sequence where a friend was merged: merges of others come in no order with it', async () => {
    const name = (value: string) => ({ kind: 'name', value });
    const [userId, friend, other] = await store.users.resolve([
      [name('me')],
      [name('friend')],
      [name('other')],
    ]);
    let serial = 0;
    const happen = async (more: Parameters<typeof newEvent>[0]) => {
      serial += 1;
      await store.events.append([newEvent({ userId: userId!, recordKey: `r${serial}`, ...more })]);
    };
    const readAndServe = async () => {
      const [{ news, throughSequence }] = await historiesOf(store, [userId!]);
      const profile = { modelId: 'model', asOf: 1, vector: [1], summary: {}, computedAt: 1 };
      await store.profiles.upsert([{ ...profile, userId: userId!, throughSequence }]);
      return news;
    };
    await happen({ modality: 'social', otherUserId: friend! });
    await happen({ modality: 'social', otherUserId: other! });
    await readAndServe();
    await happen({});
    assert.deepEqual(await readAndServe(), ['browsing']);
    await store.users.resolve([[name('friend'), name('other')]]);
    await readAndServe();
    await happen({});
    assert.equal(await readAndServe(), null);
  });
});
