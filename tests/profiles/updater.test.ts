import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { FusionModel } from '../../fusion/index.ts';
import { UPDATER } from '../../profiles/index.ts';
import type { NewEvent, Store } from '../../store/index.ts';
import {
  DAY,
  type Desk,
  distance,
  END,
  event,
  externalId,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  USERS,
  userId,
  vectorsOf,
} from './fixture.ts';

const allEvents: NewEvent[] = shopHistories().flatMap((history) =>
  history.events.map((one) => stored(history.userId, one)),
);

function assertSameVectors(
  actual: ReadonlyMap<string, readonly number[]>,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  assert.deepEqual([...actual.keys()], [...expected.keys()]);
  for (const [user, vector] of expected) assert.ok(distance(actual.get(user), vector) <= 1e-6);
}

describe('the updater', () => {
  let model: FusionModel;
  let undisturbed: ReadonlyMap<string, readonly number[]>;
  before(async () => {
    model = await trainShop();
    const desk = await openDesk(model);
    await desk.updater().drain();
    await desk.store.events.append(allEvents);
    await desk.updater().drain();
    undisturbed = await vectorsOf(desk.store);
    assert.equal(undisturbed.size, USERS);
    assert.ok(distance(undisturbed.get(userId(0)), undisturbed.get(userId(1))) > 1e-3);
    await desk.store.close();
  });

  test('stopped at any point it goes on: nothing is lost, and nothing counts twice', async () => {
    for (const seed of [1, 2, 3]) {
      const desk = await openDesk(model);
      await desk.updater().drain();
      let call = 0;
      let faults = 0;
      // Before the transaction, in it after the profiles were written, or not at all.
      const maybeFail = (): void => {
        call += 1;
        if ((call * 7 + seed * 3) % 5 < 2) {
          faults += 1;
          throw new Error('the power went');
        }
      };
      const hooks = {
        dependants: async () => {
          maybeFail();
          return [];
        },
        onProfiles: async () => maybeFail(),
      };
      for (let start = 0; start < allEvents.length; start += 250) {
        await desk.store.events.append(allEvents.slice(start, start + 250));
        let drained = false;
        while (!drained) {
          const updater = desk.updater(hooks, 7);
          drained = await updater.drain().then(
            () => true,
            () => false,
          );
        }
      }
      assert.ok(faults > 3);
      assertSameVectors(await vectorsOf(desk.store), undisturbed);
      const versions = await desk.store.profiles.history(userId(4));
      // One version of the empty profile, and at most one a batch of events: faults add none.
      assert.ok(versions.length <= 1 + Math.ceil(allEvents.length / 250));
      assert.deepEqual(
        versions.map(({ version }) => version),
        versions.map((_, index) => index + 1),
      );
      assert.equal(await desk.store.changes.lag(UPDATER), 0);
      await desk.store.close();
    }
  });

  test('the order of events, the batches, duplicates and restarts do not matter', async () => {
    const shuffled = fc.shuffledSubarray(allEvents, { minLength: allEvents.length });
    const batches = fc.array(fc.integer({ min: 40, max: 400 }), { minLength: 3, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        shuffled,
        batches,
        fc.integer({ min: 5, max: 60 }),
        async (events, sizes, page) => {
          const desk = await openDesk(model);
          let updater = desk.updater({}, page);
          let rest = [...events];
          for (const size of sizes) {
            await desk.store.events.append([...rest.slice(0, size), ...events.slice(0, 20)]);
            rest = rest.slice(size);
            if (size % 2 === 0) updater = desk.updater({}, page);
            await updater.drain();
          }
          await desk.store.events.append(rest);
          await updater.drain();
          assertSameVectors(await vectorsOf(desk.store), undisturbed);
          await desk.store.close();
        },
      ),
      { numRuns: 4 },
    );
  });

  test('what supersedes and what deletes counts, whichever comes first', async () => {
    const one = event('corrected', { itemId: 'item4', modality: 'transactions', type: 'purchase' });
    const wrong = stored(userId(0), { ...one, id: 'f'.repeat(64), itemId: 'item5' });
    const right = stored(userId(0), one, { recordKey: wrong.recordKey, version: '2' });
    const gone = stored(userId(1), event('gone', { itemId: 'item1' }));
    const removal = { ...gone, id: 'e'.repeat(64), version: '2', deleted: true };
    const found: ReadonlyMap<string, readonly number[]>[] = [];
    for (const rows of [
      [wrong, gone, right, removal],
      [removal, right, gone, wrong],
      [right, wrong],
    ]) {
      const desk = await openDesk(model, 2);
      for (const row of rows) {
        await desk.store.events.append([row]);
        await desk.updater().drain();
      }
      found.push(await vectorsOf(desk.store));
      await desk.store.close();
    }
    assertSameVectors(found[1] ?? new Map(), found[0] ?? new Map());
    assertSameVectors(found[2] ?? new Map(), found[0] ?? new Map());
  });

  test('merged users: the survivor has the events of both, the other is nobody any more', async () => {
    const results: (readonly number[] | undefined)[] = [];
    const friends: (readonly number[] | undefined)[][] = [];
    const own = allEvents.filter((row) => [0, 3, 6, 37].map(userId).includes(row.userId));
    const survivor = [userId(0), userId(3)].sort()[0] ?? '';
    for (const mergeFirst of [true, false]) {
      const desk = await openDesk(model);
      const merge = () => desk.store.users.resolve([[externalId(0), externalId(3)]]);
      if (mergeFirst) await merge();
      await desk.updater().drain();
      await desk.store.events.append(own);
      await desk.updater().drain();
      const apart = await vectorsOf(desk.store);
      if (!mergeFirst) await merge();
      await desk.updater().drain();
      const vectors = await vectorsOf(desk.store);
      results.push(vectors.get(survivor));
      // A friend of each: one of them is a friend of the survivor from now on.
      const both = [6, 37].map(userId);
      friends.push(both.map((friend) => vectors.get(friend)));
      const moved = both.map((friend) => distance(vectors.get(friend), apart.get(friend)));
      assert.equal(Math.max(...moved) > 1e-6, !mergeFirst);
      assert.equal(vectors.size, USERS - 1);
      const versions = await desk.store.profiles.history(survivor);
      assert.equal(versions.length, mergeFirst ? 2 : 3);
      await desk.store.close();
    }
    assert.ok(distance(results[0], results[1]) <= 1e-6);
    for (const place of [0, 1]) {
      assert.ok(distance(friends[0]?.[place], friends[1]?.[place]) <= 1e-6);
    }
  });

  test('a promotion that was interrupted is finished by whoever comes next', async () => {
    const desk = await openDesk(model);
    await desk.store.events.append(allEvents);
    await desk.updater().drain();
    const other = await trainShop(2);
    assert.notEqual(other.id, model.id);
    await desk.promote(other);
    const aborted = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(desk.updater().encodeEveryone(aborted), /stopped/);
    const failing = desk.updater({ onProfiles: () => Promise.reject(new Error('the power went')) });
    await assert.rejects(failing.encodeEveryone(), /power/);
    await desk.updater().drain();
    const models = await modelsOfProfiles(desk.store);
    assert.deepEqual(models, [other.id]);
    const before = await desk.store.profiles.feed.end();
    assert.equal(await desk.updater().drain(), 0);
    assert.equal(await desk.updater().encodeEveryone(), 0);
    assert.deepEqual(await desk.store.profiles.feed.end(), before);
    desk.wait(1);
    await desk.models.promote(model.id, desk.now());
    // Its profiles were kept.
    assert.equal(await desk.updater().encodeEveryone(), 0);
    assert.deepEqual(await modelsOfProfiles(desk.store), [model.id]);
    assertSameVectors(await vectorsOf(desk.store), undisturbed);
    await desk.store.close();
  });

  test('a model that is promoted while the one before still encodes is not undone', async () => {
    const desk = await openDesk(model);
    await desk.store.events.append(allEvents.slice(100));
    await desk.updater().drain();
    const other = await trainShop(2);
    await desk.store.events.append(allEvents.slice(0, 100));
    // As if another process trained while this one had read the feed.
    const slow = desk.updater({
      dependants: async () => {
        if ((await desk.models.active())?.id === model.id) {
          await desk.promote(other);
          await desk.updater().encodeEveryone();
        }
        return [];
      },
    });
    await slow.drain();
    assert.deepEqual(await modelsOfProfiles(desk.store), [other.id]);
    await desk.store.close();
  });

  test('two drains at once and events while it follows: each user once, and everything taken', async () => {
    const desk = await openDesk(model);
    await desk.store.events.append(allEvents);
    const updater = desk.updater();
    const [first, second] = await Promise.all([updater.drain(), updater.drain()]);
    assert.equal(first + second, USERS);
    let written: () => void = () => undefined;
    const following = desk.updater({
      onProfiles: async () => setTimeout(() => written(), 0) && undefined,
    });
    const seen = new Promise<void>((resolve) => {
      written = resolve;
    });
    following.start();
    await desk.store.events.append([
      stored(userId(0), event('late', { itemId: 'item1', at: END + DAY })),
    ]);
    await seen;
    await following.stop();
    assert.equal((await desk.store.profiles.history(userId(0))).length, 2);
    assert.equal(await desk.store.changes.lag(UPDATER), 0);
    await desk.store.close();
  });

  test('without a model nothing is taken from the feed, and nothing is lost', async () => {
    const desk: Desk = await openDesk(null);
    await desk.store.events.append(allEvents);
    assert.equal(await desk.updater().drain(), 0);
    assert.equal(await desk.updater().encodeEveryone(), 0);
    await desk.promote(model);
    assert.equal(await desk.updater().drain(), USERS);
    assertSameVectors(await vectorsOf(desk.store), undisturbed);
    await desk.store.close();
  });
});

async function modelsOfProfiles(store: Store): Promise<string[]> {
  const models = new Set<string>();
  for await (const rows of store.profiles.scan()) for (const row of rows) models.add(row.modelId);
  return [...models];
}
