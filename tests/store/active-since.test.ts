import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type NewEvent, type NewProfile, RANGES, userIdOf } from '../../store/index.ts';
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

const someEvent = (userId: string): NewEvent => ({
  ...{ id: userId.padEnd(64, '0').slice(0, 64), userId, modality: 'browsing', type: 'view', at: 0 },
  ...{ itemId: null, otherUserId: null, value: null, attributes: {} },
  ...{ sourceId: 'test', stream: 'events', recordKey: userId, part: 0, version: '1' },
  ...{ contentHash: userId, deleted: false },
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

  it('are not those whose profiles were made anew on a later day, unless they did something since', async () => {
    const day = 86_400_000;
    const [silent, busy] = [ids[1]!, ids[2]!];
    const aged = [silent, busy].map((userId) => ({
      ...profileOf(userId),
      modelId: 'm3',
      asOf: day,
    }));
    await store.profiles.upsert(aged);
    await store.events.append([
      { ...someEvent(silent), at: INSTANT },
      { ...someEvent(busy), at: day },
    ]);
    assert.deepEqual(await store.profiles.activeSince('m3', INSTANT, USERS), [busy]);
  });

  it('are drawn where there are too many, others at another instant, the same at the same', async () => {
    const drawn = await Promise.all(
      [0, 1, 2, 0].map((instant) => store.profiles.activeSince('m1', instant, 200)),
    );
    for (const list of drawn) assert.equal(new Set(list).size, 200);
    assert.deepEqual(drawn[0], drawn[3]);
    assert.equal(new Set(drawn.map((list) => list[0])).size, 3);
  });

  it('and what instants profiles speak of is read by user id, of all or of some ranges', async () => {
    const sorted = ids.toSorted();
    const some = await store.profiles.instants('m1', null, sorted[9]!, 3);
    assert.deepEqual(
      some.map(({ userId }) => userId),
      sorted.slice(10, 13),
    );
    assert.ok(some.every(({ userId, asOf }) => asOf === profileOf(userId).asOf));
    const ranges = [[0, 1, 2], Array.from({ length: RANGES - 3 }, (_, place) => place + 3)];
    const parts = await Promise.all(
      ranges.map((range) => store.profiles.instants('m1', range, '', USERS)),
    );
    assert.ok(parts.every((part) => part.length > 0));
    assert.deepEqual(parts.flatMap((part) => part.map(({ userId }) => userId)).sort(), sorted);
  });
});
