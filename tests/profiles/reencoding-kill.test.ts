import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  encodeProfiles,
  historiesOf,
  ModelLife,
  ModelRegistry,
  SideModels,
  UPDATER,
} from '../../profiles/index.ts';
import { openTestStore, serverAbsent } from '../support/store.ts';
import {
  distance,
  END,
  event,
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
/** What is encoded at once beside the model that serves. */
const PAGE = 8;
const program = fileURLToPath(new URL('work-along.ts', import.meta.url));
const skip = serverAbsent();
const clock = () => END;
const users = Array.from({ length: USERS }, (_, user) => userId(user));

test('one of two updaters is killed while a new model is encoded: the other goes on, readers see one model at a time', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const store = await openTestStore({ clock, kind: 'server' });
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  await store.events.append(
    shopHistories().flatMap((own) => own.events.map((one) => stored(own.userId, one))),
  );
  const models = new ModelRegistry(store, modalities);
  const lineage = { parentId: null, watermark: 0, trainedThrough: END };
  const first = await models.save(await trainShop(), { ...lineage, createdAt: END });
  const second = await models.save(await trainShop(2), { ...lineage, createdAt: END + 1 });
  await models.promote(first.id, END);
  const side = new SideModels({
    ...{ store, models, clock, share: null, hooks: () => ({}), prepare: async () => undefined },
    onError: (error) => assert.fail(String(error)),
  });
  const life = new ModelLife({ store, side, clock, keepDays: 7 });

  const start = (...pages: string[]) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', program, process.env.DATABASE_URL ?? '', store.schema, ...pages],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** Waits, and looks at what is served meanwhile. */
  const until = async (reached: () => Promise<boolean>, serving: string) => {
    while (!(await reached())) {
      const rows = await store.profiles.byIds(users);
      for (const row of rows.values()) assert.equal(row.modelId, serving);
      await sleep(50);
    }
  };
  // Whoever is first keeps the first range, and makes the pages of new models.
  const killed = start('1');
  await until(async () => (await store.changes.lag(UPDATER)) === 0, first.id);
  const left = start();
  await until(async () => (await store.workRanges.owners(UPDATER)).size === 2, first.id);
  await life.shadow(2);
  const encoding = async () => (await store.models.byId(second.id))!.encoding;
  await until(async () => (await encoding())?.users === PAGE, first.id);
  await kill(killed);
  const killedAt = performance.now();
  await store.events.append([stored(users[0]!, event('meanwhile', { itemId: 'item3' }))]);
  await until(async () => (await encoding())!.users > PAGE, first.id);
  context.diagnostic(`taken over after ${Math.round(performance.now() - killedAt)} ms`);
  await until(async () => (await store.models.byId(second.id))!.readyAt !== null, first.id);
  assert.equal((await encoding())!.users, USERS, 'no page was lost or counted twice');
  await until(async () => (await store.changes.lag(UPDATER)) === 0, first.id);
  await life.promote(2);
  await until(async () => (await store.changes.lag(UPDATER)) === 0, second.id);
  await kill(left);

  const vectors = await vectorsOf(store);
  assert.equal(vectors.size, USERS);
  for (const { row } of await encodeProfiles(second, await historiesOf(store, users), END)) {
    assert.ok(distance(vectors.get(row.userId), row.vector) <= 1e-6);
    const versions = await store.profiles.history(row.userId);
    assert.ok(versions.filter(({ modelId }) => modelId === second.id).length <= 2);
  }
  await store.close();
});
