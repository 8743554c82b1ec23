import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FusionModel } from '../../fusion/index.ts';
import {
  encodeProfiles,
  historiesOf,
  ModelLife,
  ModelRegistry,
  ModelStateError,
  replayProfile,
  SideModels,
  UPDATER,
  Updater,
} from '../../profiles/index.ts';
import { openStore, placeOfModel, type Store } from '../../store/index.ts';
import { asOfAnotherVersion } from '../support/refused-model.ts';
import { type OpenTestStore, onEveryStore, onServerStore } from '../support/store.ts';
import {
  DAY,
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

const USERS = 20;
/** With a pause between two it is minutes: what has not come of itself by then never will. */
const MOST_TRIES = 6_000;
const program = fileURLToPath(new URL('encode-and-die.ts', import.meta.url));
const allEvents = shopHistories()
  .slice(0, USERS)
  .flatMap((history) => history.events.map((one) => stored(history.userId, one)));
let first: FusionModel;
let second: FusionModel;

before(async () => {
  first = await trainShop();
  second = await trainShop(2);
});

/** A shop that the first model serves, with the second one saved. */
async function fill(store: Store): Promise<void> {
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  await store.events.append(allEvents);
  const models = new ModelRegistry(store, modalities);
  const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
  await models.save(first, lineage);
  await models.save(second, { ...lineage, createdAt: END + 1 });
  await models.promote(first.id, END);
}

/** A process's parts over a store. */
function processOn(store: Store, clock: () => number, keepDays = 7) {
  const models = new ModelRegistry(store, modalities);
  const updater = new Updater(store, models, {}, { clock, batch: 5 });
  const errors: unknown[] = [];
  const side = new SideModels({
    ...{ store, models, clock, share: updater.share, hooks: () => ({}) },
    prepare: async () => undefined,
    onError: (error) => errors.push(error),
  });
  const life = new ModelLife({ store, side, clock, keepDays });
  /** On a server that others use as well, changes wait for every transaction that runs anywhere on it. */
  const passed = async (place: string, work: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      await work();
      if ((await store.changes.lag(place)) === 0) return;
      await pause(20);
    }
  };
  const drain = () => passed(UPDATER, () => updater.drain());
  const settle = async (): Promise<void> => {
    for (const { id } of await store.models.beside()) {
      await passed(placeOfModel(UPDATER, id), async () => {
        while (await side.step());
      });
    }
    assert.deepEqual(errors, []);
  };
  return { models, updater, side, life, drain, settle, errors };
}

async function assertEncodedBy(store: Store, fusion: FusionModel, at = END): Promise<void> {
  const model = await new ModelRegistry(store, modalities).byId(fusion.id);
  const users = Array.from({ length: USERS }, (_, user) => userId(user));
  const vectors = await vectorsOf(store);
  for (const { row } of await encodeProfiles(model, await historiesOf(store, users), at)) {
    assert.ok(distance(vectors.get(row.userId), row.vector) <= 1e-6);
  }
}

/** All that is served of everybody, as text. */
async function served(store: Store): Promise<string> {
  const rows = [];
  for await (const page of store.profiles.scan()) rows.push(...page);
  return JSON.stringify(rows);
}

function lives(open: OpenTestStore): void {
  test('a shadow is made beside, follows the events, serves at once and is rolled back', async () => {
    let now = END;
    const store = await open({ clock: () => now });
    await fill(store);
    const { updater, drain, life, models, settle } = processOn(store, () => now);
    await drain();
    const before = await served(store);
    await assert.rejects(life.promote(2), ModelStateError);
    await assert.rejects(life.promote(7), /There are: 1, 2/);
    await assert.rejects(life.rollback(), /no earlier model/);
    assert.equal((await life.shadow(2)).state, 'SHADOW');
    await settle();
    assert.equal(await served(store), before, 'nobody sees the shadow');
    const shadow = store.ofModel(second.id);
    await assertEncodedBy(shadow, second);
    const { encoding, readyAt } = await life.byVersion(2);
    assert.deepEqual([encoding?.users, encoding?.total, readyAt], [USERS, USERS, now]);
    // Nothing compares vectors of two models: there is nobody of the other one in either view.
    for (const view of [store, shadow]) {
      const model = (await view.models.active())!.id;
      const near = await view.profiles.similar(userId(0), USERS);
      const rows = await view.profiles.byIds(near.map((one) => one.userId));
      assert.ok(near.length > 0 && [...rows.values()].every((row) => row.modelId === model));
    }

    now += DAY;
    const late = stored(userId(1), event('late', { itemId: 'item4', at: now }));
    await store.events.append([late]);
    await drain();
    await settle();
    await assertEncodedBy(shadow, second);
    const ofFirst = await served(store);
    const { sequence } = await store.profiles.feed.end();
    now += 1;
    const switched = await life.promote(2);
    assert.deepEqual([switched.model.state, switched.before?.version], ['SERVING', 1]);
    const ofSecond = await served(store);
    assert.notEqual(ofSecond, ofFirst);
    await assertEncodedBy(store, second);
    assert.equal(await updater.drain(), 0, 'nothing is left to do, and nothing is done twice');
    const told = await store.profiles.feed.read(await store.profiles.feed.placeOf(sequence), 1_000);
    if (store.kind === 'embedded') assert.equal(told.length, USERS, 'everybody is told once');
    assert.equal((await replayProfile(store, models, userId(1), now - 1))?.model.id, first.id);
    assert.equal((await replayProfile(store, models, userId(1), now))?.model.id, second.id);

    now += 1;
    assert.equal((await life.rollback()).model.version, 1);
    assert.equal(await served(store), ofFirst, 'byte for byte as before');
    assert.equal((await replayProfile(store, models, userId(1), now - 1))?.model.id, second.id);
    // What happens meanwhile reaches both, and the way back is open.
    await store.events.append([stored(userId(2), event('later', { itemId: 'item5', at: now }))]);
    await drain();
    await settle();
    await assertEncodedBy(store, first);
    await life.rollback();
    await assertEncodedBy(store, second);
    await store.close();
  });

  test('former profiles are kept for so long, then they go and the weights stay', async () => {
    let now = END;
    const store = await open({ clock: () => now });
    await fill(store);
    const { drain, life, models } = processOn(store, () => now, 2);
    await drain();
    now += 1;
    await life.finishAndPromote(2);
    now += DAY;
    assert.equal(await life.prune(), 0);
    now += 2 * DAY;
    assert.equal(await life.prune(), 1);
    assert.equal((await vectorsOf(store.ofModel(first.id))).size, 0);
    assert.equal((await vectorsOf(store)).size, USERS);
    await assert.rejects(life.rollback(), /kept for 2 days.*portrait model promote 1/);
    assert.equal((await replayProfile(store, models, userId(1), END))?.model.id, first.id);
    assert.equal((await life.finishAndPromote(1)).model.version, 1);
    await assertEncodedBy(store, first, now);
    await assert.rejects(life.retire(1), /serves/);
    assert.equal((await life.retire(2)).state, 'RETIRED');
    assert.equal((await vectorsOf(store.ofModel(second.id))).size, 0);
    await store.close();
  });

  test('a former model of another version of the program is told of once, and is not gone back to', async () => {
    let now = END;
    const store = await open({ clock: () => now });
    await fill(store);
    const { drain, life, updater } = processOn(store, () => now);
    await drain();
    now += 1;
    await life.finishAndPromote(2);
    await updater.stop();
    await asOfAnotherVersion(store, first.id);

    const later = processOn(store, () => now);
    await assert.rejects(later.life.rollback(), (error) => {
      return error instanceof ModelStateError && /Model 1 .*portrait train/.test(error.message);
    });
    assert.equal((await later.life.byVersion(2)).state, 'SERVING');
    await store.events.append([stored(userId(2), event('later', { itemId: 'item5', at: now }))]);
    await later.drain();
    // On a server that others use as well, its change may still wait for a transaction of theirs.
    for (let tries = 0; later.errors.length === 0; tries += 1) {
      assert.ok(tries < MOST_TRIES, 'the former model is looked at');
      await later.side.step();
      await pause(20);
    }
    for (let step = 0; step < 3; step += 1) assert.equal(await later.side.step(), false);
    assert.deepEqual(
      later.errors.map((error) => (error as Error).name),
      ['ModelFormatError'],
    );
    await store.close();
  });
}

onEveryStore('the life of models', lives);

describe('the life of models, killed', () => {
  test('re-encoding goes on where it was killed, inside a page or after one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portrait-life-'));
    let store = await openStore({ folder, clock: () => END });
    await fill(store);
    await processOn(store, () => END).drain();
    await processOn(store, () => END).life.shadow(2);
    const before = await served(store);
    await store.close();
    for (const [place, users] of [
      ['after', 8],
      ['inside', 8],
    ] as const) {
      const child = spawn(process.execPath, ['--import', 'tsx', program, folder, '1', place], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [, signal] = await once(child, 'exit');
      assert.equal(signal, 'SIGKILL');
      store = await openStore({ folder, clock: () => END });
      const { encoding } = (await store.models.byId(second.id))!;
      assert.deepEqual([encoding?.users, encoding?.finishedAt], [users, null]);
      assert.equal(await served(store), before);
      await store.close();
    }
    store = await openStore({ folder, clock: () => END });
    const { settle, life } = processOn(store, () => END);
    await settle();
    assert.equal((await life.byVersion(2)).encoding?.users, USERS);
    await life.promote(2);
    await assertEncodedBy(store, second);
    await store.close();
    await rm(folder, { recursive: true });
  });
});

onServerStore('two processes and a shadow', (open) => {
  test('share its users, and agree on who made what', async () => {
    const store = await open({ clock: () => END });
    await fill(store);
    const url = process.env.DATABASE_URL!;
    const other = await openStore({ url, schema: store.schema, clock: () => END });
    const both = [processOn(store, () => END), processOn(other, () => END)];
    // One process has the first range; only it makes the pages, and both follow the feed.
    for (const { updater } of both) await updater.drain();
    for (const { updater } of both) await updater.drain();
    await both[0]!.life.shadow(2);
    await Promise.all([both[0]!.side.finish(second.id), both[1]!.side.finish(second.id)]);
    const { encoding } = await both[1]!.life.byVersion(2);
    assert.equal(encoding?.users, USERS, 'no page counts twice');
    await assertEncodedBy(store.ofModel(second.id), second);
    const outcomes = await Promise.allSettled(both.map(({ life }) => life.promote(2)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await other.models.active())?.id, second.id);
    for (const { updater } of both) await updater.stop();
    await other.close();
    await store.close();
  });
});
