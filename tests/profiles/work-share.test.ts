import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { UPDATER } from '../../profiles/index.ts';
import { BEAT_MS, KEEP_MS, WorkShare } from '../../profiles/work-share.ts';
import { RANGES } from '../../store/index.ts';
import { openTestStore, rawQuery, serverAbsent, type TestStore } from '../support/store.ts';

const skip = serverAbsent();
const unexpected = (error: unknown): never => assert.fail(String(error));
const share = (store: TestStore): WorkShare =>
  new WorkShare(store, UPDATER, () => undefined, unexpected);

/** A store on which time passes for shares where the test says so, and for the database where it must. */
async function openStill(context: TestContext): Promise<TestStore> {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  return openTestStore({ kind: 'server' });
}

/** How long ranges, and processes, are kept from now on by the database's clock. */
async function keptFor(store: TestStore): Promise<number> {
  const now = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
  const [{ kept }] = (await rawQuery(
    store,
    `select greatest((select max(owned_until) from work_ranges), (select max(alive_until) from workers))
      - ${now} as kept`,
  )) as [{ kept: string }];
  return Number(kept);
}

test('what a killed process had is kept for no longer than leaves another ten seconds to take it', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const store = await openStill(context);
  const killed = share(store);
  assert.equal((await killed.held()).length, RANGES);
  // It is asked for at the next beat after that.
  assert.ok((await keptFor(store)) + BEAT_MS <= 10_000);
  assert.ok(KEEP_MS + BEAT_MS <= 10_000);
  assert.ok(2 * BEAT_MS < KEEP_MS, 'one late sign of life loses nothing');
  const left = share(store);
  assert.deepEqual(await left.held(), [], 'it may live yet');
  // So long ago was its last sign of life.
  await rawQuery(store, `update work_ranges set owned_until = owned_until - ${KEEP_MS}`);
  await rawQuery(store, `update workers set alive_until = alive_until - ${KEEP_MS}`);
  left.doubt();
  assert.equal((await left.held()).length, RANGES);
  await left.leave();
  await store.close();
});

test('a share asks for what is free at every beat, without being asked', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const store = await openStill(context);
  const killed = { consumer: UPDATER, owner: 'killed' };
  assert.equal((await store.workRanges.beat(killed, 60_000)).length, RANGES);
  const grown = Promise.withResolvers<void>();
  const left = new WorkShare(store, UPDATER, grown.resolve, unexpected);
  assert.deepEqual(await left.held(), []);
  await store.workRanges.leave(killed);
  context.mock.timers.tick(BEAT_MS - 1);
  await sleep(200);
  assert.equal((await store.workRanges.owners(UPDATER)).size, 0, 'not yet');
  context.mock.timers.tick(1);
  await grown.promise;
  assert.deepEqual([...(await store.workRanges.owners(UPDATER)).values()], [RANGES]);
  await left.leave();
  await store.close();
});
