import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ModelRegistry, UPDATER, Updater } from '../../profiles/index.ts';
import { openStore } from '../../store/index.ts';
import {
  distance,
  END,
  externalId,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  userId,
  vectorsOf,
} from './fixture.ts';

const USERS = 12;
const program = fileURLToPath(new URL('drain-and-die.ts', import.meta.url));

test('an updater whose process is killed, in a transaction or between two, loses nothing', async () => {
  const model = await trainShop();
  const events = shopHistories()
    .slice(0, USERS)
    .flatMap((history) => history.events.map((one) => stored(history.userId, one)));
  const desk = await openDesk(model, USERS);
  await desk.store.events.append(events);
  await desk.updater().drain();
  const undisturbed = await vectorsOf(desk.store);
  await desk.store.close();

  const folder = await mkdtemp(join(tmpdir(), 'portrait-killed-'));
  const open = () => openStore({ folder, clock: () => END });
  let store = await open();
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  await store.events.append(events.slice(0, 1));
  const models = new ModelRegistry(store, modalities);
  const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
  await models.save(model, lineage);
  await models.promote(model.id, END);
  await new Updater(store, models, {}, { clock: () => END }).drain();
  await store.events.append(events);
  const before = await store.changes.lag(UPDATER);
  await store.close();

  for (const place of ['inside', 'after']) {
    const child = spawn(process.execPath, ['--import', 'tsx', program, folder, '2', place], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, 'SIGKILL');
  }
  store = await open();
  const left = await store.changes.lag(UPDATER);
  assert.ok(left > 0 && left < before, `${left} of ${before} changes are left`);
  const updater = new Updater(
    store,
    new ModelRegistry(store, modalities),
    {},
    { clock: () => END },
  );
  await updater.drain();
  const vectors = await vectorsOf(store);
  assert.deepEqual([...vectors.keys()], [...undisturbed.keys()]);
  for (const [user, vector] of undisturbed) {
    assert.ok(distance(vectors.get(user), vector) <= 1e-6);
    const versions = await store.profiles.history(user);
    // The empty one and the one with all events; user 0 had an event early.
    assert.ok(versions.length <= (user === userId(0) ? 3 : 2));
  }
  await store.close();
  await rm(folder, { recursive: true });
});
