import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type NewMembership, type NewSegment, StoreConflictError } from '../../store/index.ts';
import { onEveryStore, onServerStore, type TestStore } from '../support/store.ts';
import { readUntil } from './support.ts';

const segment = (fields: Partial<NewSegment> = {}): NewSegment => ({
  id: 'big-spenders',
  kind: 'RULE',
  name: 'Big spenders',
  description: 'Spent over 500 in 90 days.',
  definition: { sum: { over: 500 } },
  modelId: null,
  at: 1,
  ...fields,
});

const verdict = (fields: Partial<NewMembership> = {}): NewMembership => ({
  userId: 'u_1',
  segmentId: 'big-spenders',
  segmentVersion: 1,
  member: true,
  verdict: 'TRUE',
  score: null,
  proof: { because: ['e1'] },
  validUntil: null,
  at: 10,
  ...fields,
});

onEveryStore('segments', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('tell how their size came about, also where old history is forgotten', async () => {
    const segmentId = 'flowing';
    const ids = await store.users.resolve(
      ['flow-a', 'flow-b', 'flow-c'].map((value) => [{ kind: 'customer', value }]),
    );
    const [a, b, c] = ids as [string, string, string];
    const set = (userId: string, member: boolean, at: number) =>
      store.memberships.replace([
        verdict({ userId, segmentId, member, verdict: member ? 'TRUE' : 'FALSE', at }),
      ]);
    await set(a, true, 10);
    await set(b, true, 20);
    await set(c, true, 25);
    await set(c, false, 28);
    await set(a, false, 30);
    await set(b, false, 31);
    await set(b, true, 32);
    const flows = async () => {
      const { users, ...sizes } = await store.memberships.flows(segmentId, 22, 40, 10);
      return [sizes, users.map(({ userId, change, at }) => [userId, change, at])];
    };
    const wanted = [{ before: 2, after: 1, entered: 0, left: 1 }, [[a, 'left', 30]]];
    assert.deepEqual(await flows(), wanted);
    await store.memberships.feed.forget(15);
    assert.deepEqual(await flows(), wanted);
    await store.memberships.feed.forget(29);
    assert.deepEqual((await store.memberships.flows(segmentId, 29, 40, 10)).before, 2);
  });

  it('count whom they have among some users', async () => {
    await store.memberships.replace([
      verdict({ userId: 'u_x', segmentId: 'among-one' }),
      verdict({ userId: 'u_y', segmentId: 'among-one' }),
      verdict({ userId: 'u_y', segmentId: 'among-two' }),
      verdict({ userId: 'u_x', segmentId: 'among-two', member: false, verdict: 'FALSE' }),
      verdict({ userId: 'u_z', segmentId: 'among-three' }),
    ]);
    const counts = await store.memberships.countAmong(['u_x', 'u_y', 'u_nobody']);
    assert.deepEqual(
      [...counts],
      [
        ['among-one', 2],
        ['among-two', 1],
      ],
    );
    assert.equal((await store.memberships.countAmong([])).size, 0);
  });

  it('keep every definition they had', async () => {
    assert.equal(await store.segments.create(segment()), 1);
    await assert.rejects(store.segments.create(segment()), StoreConflictError);
    assert.equal(await store.segments.saveVersion(segment({ at: 2 })), 1);
    assert.equal(await store.segments.saveVersion(segment({ at: 3, name: 'Spenders' })), 2);
    const versions = await store.segments.versions('big-spenders');
    assert.deepEqual(versions, [
      { ...segment(), version: 1 },
      { ...segment({ at: 3, name: 'Spenders' }), version: 2 },
    ]);
    const row = (await store.segments.byIds(['big-spenders'])).get('big-spenders')!;
    assert.deepEqual([row.version, row.createdAt, row.updatedAt, row.archivedAt], [2, 1, 3, null]);
  });

  it('are listed by kind, and not when archived', async () => {
    await store.segments.create(segment({ id: 'archived' }));
    await store.segments.create(segment({ id: 'learned-1', kind: 'LEARNED' }));
    await store.segments.archive('archived', 5);
    await store.segments.archive('archived', 6);
    await assert.rejects(store.segments.archive('no-segment', 5), StoreConflictError);
    const ids = async (filter?: Parameters<typeof store.segments.page>[1]) =>
      (await store.segments.page({ first: 10 }, filter)).rows.map(({ row }) => row.id);
    assert.deepEqual(await ids(), ['big-spenders', 'learned-1']);
    assert.deepEqual(await ids({ kind: 'LEARNED' }), ['learned-1']);
    assert.deepEqual(await ids({ includeArchived: true }), [
      'archived',
      'big-spenders',
      'learned-1',
    ]);
    assert.deepEqual(
      (await store.segments.all()).map(({ id }) => id),
      ['big-spenders', 'learned-1'],
    );
    assert.equal((await store.segments.byIds(['archived'])).get('archived')!.archivedAt, 5);
  });
});

onEveryStore('memberships', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('note who entered and left, and since when', async () => {
    const steps = [
      verdict({ member: false, verdict: 'UNKNOWN', at: 1 }),
      verdict({ at: 2 }),
      verdict({ at: 3, score: 0.5, segmentVersion: 2 }),
      verdict({ member: false, verdict: 'FALSE', at: 4 }),
      verdict({ at: 5 }),
    ];
    const changes = [];
    for (const step of steps) changes.push(...(await store.memberships.replace([step])));
    assert.deepEqual(
      changes.map(({ change, at }) => [change, at]),
      [
        ['entered', 2],
        ['left', 4],
        ['entered', 5],
      ],
    );
    assert.deepEqual(await store.memberships.get('u_1', 'big-spenders'), { ...steps[4], since: 5 });
    assert.equal(await store.memberships.get('u_1', 'no-segment'), null);
    const history = await store.memberships.history('u_1', 'big-spenders', { first: 2 });
    assert.deepEqual(
      history.rows.map(({ row }) => row.at),
      [5, 4],
    );
    assert.equal(history.hasNextPage, true);
    const { feed } = store.memberships;
    const rows = await readUntil(async () => feed.read(await feed.placeOf(0), 10), 3);
    assert.deepEqual(
      rows.map(({ transaction: _transaction, ...row }) => row),
      changes,
    );
    assert.deepEqual(await feed.read(await feed.placeOf(changes[1]!.sequence), 10), [rows[2]]);
    assert.equal((await feed.end()).sequence, changes[2]!.sequence);
  });

  it('keep since while a member stays one', async () => {
    await store.memberships.replace([verdict({ userId: 'u_stay', at: 7 })]);
    assert.deepEqual(await store.memberships.replace([verdict({ userId: 'u_stay', at: 9 })]), []);
    assert.equal((await store.memberships.get('u_stay', 'big-spenders'))!.since, 7);
  });

  it('are paged by score both ways, without a score last, while others come in', async () => {
    const segmentId = 'paged';
    const scores = [0.9, 0.9, 0.5, 0.1, null, null];
    await store.memberships.replace(
      scores.map((score, index) => verdict({ userId: `u_${index}`, segmentId, score })),
    );
    await store.memberships.replace([verdict({ userId: 'u_out', segmentId, member: false })]);
    const ids = async (page: Parameters<typeof store.memberships.members>[1]) => {
      const found = await store.memberships.members(segmentId, page);
      return { ...found, ids: found.rows.map(({ row }) => row.userId) };
    };
    const first = await ids({ first: 3 });
    assert.deepEqual(first.ids, ['u_0', 'u_1', 'u_2']);
    await store.memberships.replace([
      verdict({ userId: 'u_a', segmentId, score: 0.3 }),
      verdict({ userId: 'u_b', segmentId, score: 0.9 }),
    ]);
    const next = await ids({ first: 3, after: first.rows.at(-1)!.cursor });
    assert.deepEqual(next.ids, ['u_a', 'u_3', 'u_4']);
    assert.deepEqual([next.hasPreviousPage, next.hasNextPage], [true, true]);
    const back = await ids({ last: 3, before: next.rows[0]!.cursor });
    assert.deepEqual(back.ids, ['u_1', 'u_b', 'u_2']);
    assert.deepEqual((await ids({ first: 3, after: next.rows.at(-1)!.cursor })).ids, ['u_5']);
    const counts = await store.memberships.count([segmentId, 'no-segment']);
    assert.deepEqual(
      [...counts],
      [
        [segmentId, 8],
        ['no-segment', 0],
      ],
    );
  });

  it('are due when their verdict holds no longer', async () => {
    await store.memberships.replace([
      verdict({ userId: 'u_due', segmentId: 'due', validUntil: 50 }),
      verdict({ userId: 'u_sooner', segmentId: 'due', validUntil: 40 }),
      verdict({ userId: 'u_later', segmentId: 'due', validUntil: 51 }),
    ]);
    const dueBy = async (now: number) =>
      (await store.memberships.dueBefore(now, 10)).map(({ userId }) => userId);
    assert.deepEqual((await dueBy(50)).toSorted(), ['u_due', 'u_sooner']);
    assert.equal((await store.memberships.dueBefore(50, 1)).length, 1);
    // Whatever hour they are of, and no sooner within their hour.
    const hour = 3_600_000;
    await store.memberships.replace([
      verdict({ userId: 'u_next_hour', segmentId: 'due', validUntil: hour + 1 }),
      verdict({ userId: 'u_later', segmentId: 'due', validUntil: 3 * hour }),
    ]);
    assert.deepEqual((await dueBy(hour)).toSorted(), ['u_due', 'u_sooner']);
    assert.deepEqual((await dueBy(hour + 1)).slice(2), ['u_next_hour']);
    assert.deepEqual((await dueBy(3 * hour)).slice(2), ['u_next_hour', 'u_later']);
    await store.memberships.removeSegment('due');
    assert.deepEqual(await store.memberships.dueBefore(50, 10), []);
    const all = await store.memberships.ofUsers(['u_1', 'u_nobody']);
    assert.deepEqual(
      all.get('u_1')!.map(({ segmentId }) => segmentId),
      ['big-spenders', 'paged'],
    );
    assert.deepEqual(all.get('u_nobody'), []);
    await store.memberships.removeUsers(['u_1']);
    assert.deepEqual((await store.memberships.ofUsers(['u_1'])).get('u_1'), []);
  });
});

onServerStore('memberships of concurrent writers', (open) => {
  it('let a user enter once', async () => {
    const store = await open();
    const rounds = Array.from({ length: 8 }, (_, at) =>
      store.memberships.replace([verdict({ at }), verdict({ userId: 'u_2', at })]),
    );
    const changes = (await Promise.all(rounds)).flat();
    assert.deepEqual(changes.map(({ userId, change }) => `${userId} ${change}`).sort(), [
      'u_1 entered',
      'u_2 entered',
    ]);
    await store.close();
  });
});
