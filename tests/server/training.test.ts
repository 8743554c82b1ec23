import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UserHistory } from '../../fusion/index.ts';
import { NothingToLearnError, trainAndPromote } from '../../server/training.ts';
import {
  DAY,
  type Desk,
  END,
  event,
  modalities,
  openDesk,
  shopHistories,
  stored,
  userId,
} from '../profiles/fixture.ts';

const settings = {
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
  fit: { epochs: 1, batchSize: 40 },
};

async function deskWith(histories: readonly UserHistory[]): Promise<Desk> {
  const desk = await openDesk(null, histories.length);
  await desk.store.events.append(
    histories.flatMap((history) => history.events.map((one) => stored(history.userId, one))),
  );
  return desk;
}

function train(desk: Desk, signal = new AbortController().signal, onProgress = () => {}) {
  const { store, models, now: clock } = desk;
  return trainAndPromote({ store, models, modalities, clock, settings, signal, onProgress });
}

/** Everybody is served, with finite numbers. */
async function assertServed(desk: Desk, users: number): Promise<void> {
  assert.equal(await desk.updater().drain(), users);
  for await (const rows of desk.store.profiles.scan()) {
    for (const row of rows) {
      assert.ok(row.vector.every(Number.isFinite));
      assert.doesNotMatch(JSON.stringify(row.summary), /"(score|value|weight)":null/);
    }
  }
}

describe('training a shop', () => {
  test('an empty shop has nothing to learn from, and nothing changes', async () => {
    const desk = await openDesk(null, 3);
    await assert.rejects(train(desk), (error) => {
      return error instanceof NothingToLearnError && /source sync/.test(error.message);
    });
    assert.deepEqual(await desk.models.list(), []);
    assert.equal(await desk.models.active(), null);
    await desk.store.close();
  });

  test('events at one instant, or without known items, teach nothing: a clear error', async () => {
    const desk = await openDesk(null, 5);
    await desk.store.events.append([
      stored(userId(0), event('a', { itemId: 'item1' })),
      stored(userId(1), event('b', { itemId: 'item2' })),
    ]);
    await assert.rejects(train(desk), (error) => {
      return error instanceof NothingToLearnError && /later/.test(error.message);
    });
    assert.deepEqual(await desk.models.list(), []);
    await desk.store.close();
    const unknown = shopHistories(5).flatMap(({ userId: owner, events }) =>
      events.map((one) => stored(owner, { ...one, itemId: one.itemId && `un${one.itemId}` })),
    );
    const other = await openDesk(null, 5);
    await other.store.events.append(unknown);
    await assert.rejects(train(other), NothingToLearnError);
    assert.equal(await other.models.active(), null);
    await other.store.close();
  });

  test('one user only', async () => {
    const desk = await deskWith(shopHistories(1));
    const { model, users } = await train(desk);
    assert.equal(users, 1);
    assert.equal((await desk.models.active())?.id, model.id);
    assert.ok(model.trainedThrough <= END);
    await assertServed(desk, 1);
    await desk.store.close();
  });

  const withItems = modalities
    .list()
    .filter(({ eventTypes }) => Object.values(eventTypes).some(({ weight }) => weight > 0));
  for (const { name } of withItems) {
    test(`${name} only`, async () => {
      const histories = shopHistories(20).map((history) => ({
        ...history,
        events: history.events.filter(({ modality }) => modality === name),
      }));
      const desk = await deskWith(histories);
      await train(desk);
      await assertServed(desk, 20);
      await desk.store.close();
    });
  }

  test('a few later events are enough', async () => {
    const desk = await openDesk(null, 10);
    await desk.store.events.append(
      Array.from({ length: 10 }, (_, user) => {
        const at = user < 8 ? END : END + DAY;
        return stored(userId(user), event(`few ${user}`, { itemId: `item${user}`, at }));
      }),
    );
    await train(desk);
    await assertServed(desk, 10);
    await desk.store.close();
  });

  test('stopped by its signal it changes nothing; the model before goes on serving', async () => {
    const desk = await deskWith(shopHistories(20));
    const { model } = await train(desk);
    await desk.store.events.append([stored(userId(0), event('more', { itemId: 'item3' }))]);
    const controller = new AbortController();
    const stop = () => controller.abort(new Error('stopped by hand'));
    await assert.rejects(train(desk, controller.signal, stop), /stopped by hand/);
    await assert.rejects(train(desk, AbortSignal.abort(new Error('at once'))), /at once/);
    assert.equal((await desk.models.active())?.id, model.id);
    assert.equal((await desk.models.list()).length, 1);
    const again = await train(desk);
    assert.notEqual(again.model.id, model.id);
    const [newest] = await desk.models.list();
    assert.equal(newest?.parentId, model.id);
    await desk.store.close();
  });
});
