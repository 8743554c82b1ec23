import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { encodeProfiles, historiesOf, ModelRegistry, UPDATER } from '../../profiles/index.ts';
import { RANGES, RangeLostError } from '../../store/index.ts';
import { openTestStore, serverAbsent } from '../support/store.ts';
import {
  distance,
  END,
  externalId,
  modalities,
  shopHistories,
  shopItems,
  stored,
  trainShop,
  userId,
  vectorsOf,
} from './fixture.ts';

const USERS = 40;
const program = fileURLToPath(new URL('work-along.ts', import.meta.url));
const skip = serverAbsent();

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(50);
}

test('two updaters share the users; one is killed, the other takes over, no event counts twice', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const store = await openTestStore({ clock: () => END, kind: 'server' });
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  const models = new ModelRegistry(store, modalities);
  const fusion = await trainShop();
  const model = await models.save(fusion, {
    ...{ parentId: null, watermark: 0, trainedThrough: END, createdAt: END },
  });
  await models.promote(model.id, END);
  const workers: ChildProcess[] = Array.from({ length: 2 }, () =>
    spawn(
      process.execPath,
      ['--import', 'tsx', program, process.env.DATABASE_URL ?? '', store.schema],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    ),
  );
  const owners = () => store.workRanges.owners(UPDATER);
  await until(
    async () => (await owners()).size === 2 && (await store.profiles.feed.end()).sequence > 0,
  );
  assert.deepEqual([...(await owners()).values()], [RANGES / 2, RANGES / 2]);

  const events = shopHistories().flatMap((history) =>
    history.events.map((one) => stored(history.userId, one)),
  );
  const started = Array.from({ length: USERS }, (_, user) => userId(user));
  const changes = new Map(started.map((user) => [user, 1]));
  let sent = 0;
  const send = async (count: number) => {
    for (const end = sent + count; sent < end && sent < events.length; sent += 8) {
      const { userIds } = await store.events.append(events.slice(sent, sent + 8));
      for (const user of userIds) changes.set(user, changes.get(user)! + 1);
    }
  };
  await send(events.length / 2);
  const [killed, left] = workers as [ChildProcess, ChildProcess];
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const killedAt = performance.now();
  await send(events.length);
  await until(async () => [...(await owners()).values()].includes(RANGES));
  context.diagnostic(`taken over after ${Math.round(performance.now() - killedAt)} ms`);
  await until(async () => (await store.changes.lag(UPDATER)) === 0);
  left.kill('SIGKILL');
  await once(left, 'exit');

  const vectors = await vectorsOf(store);
  const expected = await encodeProfiles(model, await historiesOf(store, started), END);
  assert.equal(vectors.size, USERS);
  for (const { row } of expected) {
    assert.ok(distance(vectors.get(row.userId), row.vector) <= 1e-6);
    const versions = await store.profiles.history(row.userId);
    assert.ok(
      versions.length <= changes.get(row.userId)!,
      `${versions.length} versions of ${changes.get(row.userId)} changes`,
    );
  }
  await store.close();
});

test('what a process writes after its users were taken over is not stored', {
  ...(skip !== undefined && { skip }),
}, async () => {
  const store = await openTestStore({ kind: 'server' });
  const slow = { consumer: UPDATER, owner: 'slow' };
  const quick = { consumer: UPDATER, owner: 'quick' };
  assert.equal((await store.workRanges.beat(slow, 60_000)).length, RANGES);
  assert.deepEqual(await store.workRanges.beat(quick, 60_000), [], 'nothing is free yet');
  const kept = await store.workRanges.beat(slow, 60_000);
  const taken = await store.workRanges.beat(quick, 60_000);
  assert.deepEqual([kept.length, taken.length], [RANGES / 2, RANGES / 2]);
  await assert.rejects(
    store.transaction((inside) => inside.workRanges.hold(slow, taken)),
    RangeLostError,
  );
  await store.transaction((inside) => inside.workRanges.hold(slow, kept));
  await store.workRanges.leave(quick);
  assert.equal((await store.workRanges.beat(slow, 60_000)).length, RANGES);
  await store.close();
});
