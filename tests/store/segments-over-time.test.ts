import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onEveryStore, type TestStore } from '../support/store.ts';

onEveryStore('segments over time', (open) => {
  let store: TestStore;
  let userIds: readonly string[];
  before(async () => {
    store = await open();
    userIds = await store.users.resolve(
      Array.from({ length: 6 }, (_, user) => [{ kind: 'customer', value: `over-time-${user}` }]),
    );
    const set = (user: number, segmentId: string, member: boolean, at: number) =>
      store.memberships.replace([
        {
          ...{ userId: userIds[user]!, segmentId, segmentVersion: 1, member, at },
          ...{ verdict: member ? 'TRUE' : 'FALSE', score: user, proof: {}, validUntil: null },
        },
      ]);
    for (const user of [0, 1, 2]) await set(user, 'from', true, 10);
    await set(3, 'to', true, 20);
    await set(4, 'to', true, 21);
    // One goes over at once, one by way of nothing, one is in both, one comes back.
    await set(0, 'from', false, 30);
    await set(0, 'to', true, 30);
    await set(1, 'from', false, 31);
    await set(1, 'to', true, 35);
    await set(2, 'to', true, 36);
    await set(4, 'to', false, 37);
    await set(4, 'from', true, 37);
    await set(3, 'to', false, 38);
    await set(3, 'to', true, 39);
  });
  after(() => store.close());

  it('have a size at every instant', async () => {
    assert.deepEqual(await store.memberships.sizes('to', [5, 20, 21, 30, 38, 39, 100]), [
      { at: 5, members: 0 },
      { at: 20, members: 1 },
      { at: 21, members: 2 },
      { at: 30, members: 3 },
      { at: 38, members: 3 },
      { at: 39, members: 4 },
      { at: 100, members: 4 },
    ]);
    assert.deepEqual(await store.memberships.sizes('nowhere', [1]), [{ at: 1, members: 0 }]);
  });

  it('exchange users: out of the one and into the other between two instants', async () => {
    assert.deepEqual(await store.memberships.exchanges('to', 25, 40), [
      { segmentId: 'from', entered: 2, left: 1 },
    ]);
    assert.deepEqual(await store.memberships.exchanges('from', 25, 40), [
      { segmentId: 'to', entered: 1, left: 2 },
    ]);
    assert.deepEqual(await store.memberships.exchanges('to', 37, 40), []);
  });

  it('count a user who was merged into somebody as that somebody alone', async () => {
    const [kept, gone] = await store.users.resolve([
      [{ kind: 'customer', value: 'over-time-kept' }],
      [{ kind: 'customer', value: 'over-time-gone' }],
    ]);
    const enter = (userId: string) =>
      store.memberships.replace([
        {
          ...{ userId, segmentId: 'merging', segmentVersion: 1, member: true, at: 5 },
          ...{ verdict: 'TRUE', score: null, proof: {}, validUntil: null },
        },
      ]);
    await enter(kept!);
    await enter(gone!);
    await store.users.resolve([
      [
        { kind: 'customer', value: 'over-time-kept' },
        { kind: 'customer', value: 'over-time-gone' },
      ],
    ]);
    assert.deepEqual(await store.memberships.sizes('merging', [9]), [{ at: 9, members: 1 }]);
  });

  it('are drawn from alike each time, a smaller draw out of the larger', async () => {
    const all = await store.memberships.draw('to', 10);
    assert.deepEqual(
      all.map(({ userId }) => userId).sort(),
      [0, 1, 2, 3].map((user) => userIds[user]).sort(),
    );
    assert.deepEqual(await store.memberships.draw('to', 2), all.slice(0, 2));
    assert.equal(all.find(({ userId }) => userId === userIds[3])?.score, 3);
    const segments = await store.memberships.segmentsOf(userIds);
    assert.deepEqual([...segments.get(userIds[2]!)!].sort(), ['from', 'to']);
    assert.equal(segments.has(userIds[5]!), false);
  });
});
