import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DataQuality, UserHistory } from '../../../fusion/index.ts';
import { aloneAt, summaryOf } from '../../../profiles/index.ts';
import {
  NothingToLearnError,
  type TrainingRun,
  TrainingRunsError,
  trainCandidate,
} from '../../../server/training/train-candidate.ts';
import { TrainingCheckpoint } from '../../../server/training/training-checkpoint.ts';
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
} from '../../profiles/fixture.ts';

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

async function train(
  desk: Desk,
  signal = new AbortController().signal,
  more: Partial<TrainingRun> = {},
) {
  const { store, models, now: clock } = desk;
  const checkpoint = null;
  const onProgress = () => {};
  const trained = await trainCandidate({
    ...{ store, models, modalities, clock, settings, signal, onProgress, checkpoint },
    ...more,
  });
  await models.promote(trained.model.id, clock());
  return trained;
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

  test('while another process trains on the store, a second training is refused and changes nothing', async () => {
    const desk = await deskWith(shopHistories(3));
    const done = await aloneAt(desk.store, 'training', () =>
      assert.rejects(train(desk), TrainingRunsError),
    );
    assert.notEqual(done, null);
    assert.deepEqual(await desk.models.list(), []);
    await train(desk);
    assert.equal((await desk.models.list()).length, 1);
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

  test('says what the data are like before it learns; whoever throws then keeps the model from being made', async () => {
    const histories = shopHistories(20);
    const doubled = histories.map(({ userId: owner, events }, user) => {
      const twin = user > 0 && user % 2 === 1 ? histories[user - 1].events : events;
      return { userId: owner, events: twin, traits: {} };
    });
    const desk = await deskWith(doubled);
    const refusal = new Error('not with these');
    const refuse = {
      onDataQuality() {
        throw refusal;
      },
    };
    await assert.rejects(train(desk, undefined, refuse), refusal);
    assert.deepEqual(await desk.models.list(), []);
    const told: DataQuality[] = [];
    const hear = {
      onDataQuality(quality: DataQuality) {
        told.push(quality);
      },
    };
    const { model } = await train(desk, undefined, hear);
    const [{ warnings, coverage }] = told;
    assert.ok(warnings.some(({ kind }) => kind === 'duplicate-users'));
    assert.deepEqual(
      coverage.map(({ modality }) => modality),
      modalities.list().map(({ name }) => name),
    );
    const { metrics } = (await desk.store.models.byId(model.id))!;
    assert.deepEqual((metrics as { dataQuality?: unknown }).dataQuality, told[0]);
    await desk.store.close();
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

  test('a declared head becomes a read-out of every profile', async () => {
    const desk = await deskWith(shopHistories(60));
    const label = { events: 'purchase', withinMs: 14 * DAY, measure: 'any' } as const;
    const heads = [{ name: 'buys_soon', kind: 'binary', label }] as const;
    await train(desk, undefined, { heads });
    await assertServed(desk, 60);
    for await (const rows of desk.store.profiles.scan()) {
      for (const row of rows) {
        const readOut = summaryOf(row).readOuts.find(({ name }) => name === 'buys_soon');
        assert.ok(readOut && readOut.value > 0 && readOut.value < 1);
        assert.ok((readOut.confidence ?? 0) >= 0.5);
      }
    }
    await desk.store.close();
  });

  test('killed between epochs it goes on from there to the same model', async () => {
    const longer = { settings: { ...settings, fit: { epochs: 3, batchSize: 10 } } };
    const undisturbed = await deskWith(shopHistories(20));
    const { model } = await train(undisturbed, undefined, longer);
    await undisturbed.store.close();
    const folder = mkdtempSync(path.join(tmpdir(), 'portrait-checkpoint-'));
    const desk = await deskWith(shopHistories(20));
    const stop = new AbortController();
    const epochs: string[] = [];
    const run = (onProgress: TrainingRun['onProgress'], signal?: AbortSignal) =>
      train(desk, signal, { ...longer, onProgress, checkpoint: new TrainingCheckpoint(folder) });
    const stopInThird = (_done: number, _total: number, note: string) => {
      if (note.startsWith('epoch 3')) stop.abort();
    };
    await assert.rejects(run(stopInThird, stop.signal));
    const resumed = await run((_done, _total, note) => epochs.push(note));
    assert.equal(resumed.model.id, model.id);
    assert.deepEqual([...new Set(epochs)], ['epoch 3 of 3']);
    assert.deepEqual(readdirSync(folder), []);
    await desk.store.close();
  });

  test('a checkpoint of other data is not gone on from', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'portrait-checkpoint-'));
    const checkpoint = new TrainingCheckpoint(folder);
    const stop = new AbortController();
    const desk = await deskWith(shopHistories(20));
    const longer = { settings: { ...settings, fit: { epochs: 2, batchSize: 10 } }, checkpoint };
    const stopInSecond = (_done: number, _total: number, note: string) => {
      if (note.startsWith('epoch 2')) stop.abort();
    };
    await assert.rejects(train(desk, stop.signal, { ...longer, onProgress: stopInSecond }));
    await desk.store.events.append([stored(userId(0), event('more', { itemId: 'item3' }))]);
    await train(desk, undefined, longer);
    assert.deepEqual(readdirSync(folder), []);
    await desk.store.close();
  });

  test('stopped by its signal it changes nothing; the model before goes on serving', async () => {
    const desk = await deskWith(shopHistories(20));
    const { model } = await train(desk);
    await desk.store.events.append([stored(userId(0), event('more', { itemId: 'item3' }))]);
    const controller = new AbortController();
    const stop = () => controller.abort(new Error('stopped by hand'));
    await assert.rejects(train(desk, controller.signal, { onProgress: stop }), /stopped by hand/);
    await assert.rejects(train(desk, AbortSignal.abort(new Error('at once'))), /at once/);
    assert.equal((await desk.models.active())?.id, model.id);
    assert.equal((await desk.models.list()).length, 1);
    desk.wait(1000);
    const again = await train(desk);
    assert.notEqual(again.model.id, model.id);
    const [newest] = await desk.models.list();
    assert.equal(newest?.parentId, model.id);
    await desk.store.close();
  });
});
