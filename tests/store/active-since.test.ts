import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type NewProfile, userIdOf } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';

const USERS = 2_500;
const ids = Array.from({ length: USERS }, (_, user) =>
  userIdOf({ kind: 'user_id', value: `${user}` }),
);
/** Every third is active after the instant that is asked for. */
const INSTANT = 1_000;
const active = new Set(ids.filter((_, user) => user % 3 === 0));

const profileOf = (userId: string): NewProfile => ({
  userId,
  ...{ throughSequence: 1, modelId: 'm1', adaptationRevision: 0 },
  asOf: active.has(userId) ? INSTANT + 1 : INSTANT,
  ...{ vector: [1, 0], summary: null, computedAt: 1 },
});

onEveryStore('users who were active since', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
    await store.profiles.upsert(ids.map(profileOf));
    await store.profiles.upsert([{ ...profileOf(ids[0]!), modelId: 'm2' }]);
  });
  after(() => store.close());

  it('are all of them where there are not too many, each once', async () => {
    const found = await store.profiles.activeSince('m1', INSTANT, USERS);
    assert.equal(found.length, active.size);
    assert.deepEqual(new Set(found), active);
    assert.deepEqual(await store.profiles.activeSince('m1', INSTANT + 1, USERS), []);
    assert.deepEqual(await store.profiles.activeSince('m2', INSTANT, USERS), [ids[0]]);
  });

  it('are drawn where there are too many, others at another instant, the same at the same', async () => {
    const drawn = await Promise.all(
      [0, 1, 2, 0].map((instant) => store.profiles.activeSince('m1', instant, 200)),
    );
    for (const list of drawn) assert.equal(new Set(list).size, 200);
    assert.deepEqual(drawn[0], drawn[3]);
    assert.equal(new Set(drawn.map((list) => list[0])).size, 3);
  });
});
