import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FusionModel, Item } from '../../fusion/index.ts';
import { ArrivedItems } from '../../profiles/arrived-items.ts';
import { ModelRegistry, replayProfile } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';
import {
  DAY,
  type Desk,
  distance,
  END,
  event,
  modalities,
  openDesk,
  shopHistories,
  shopItems,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const VERSION = { sourceId: 'test', version: '1', contentHash: '0' };

describe('items that a model gets to know while it serves', () => {
  let model: FusionModel;
  let desk: Desk;
  const arrives = (id: string, more: Partial<Item> = {}) =>
    desk.store.items.upsert([{ ...shopItems()[1], id, ...more, ...VERSION }]);

  before(async () => {
    model = await trainShop();
    desk = await openDesk(model, 4);
    await desk.store.events.append(
      shopHistories()
        .slice(0, 4)
        .flatMap((history) => history.events.map((one) => stored(history.userId, one))),
    );
    await desk.updater().drain();
  });
  after(() => desk.store.close());

  it('are known to whoever asks after they were stored, also while others are being read', async () => {
    const { items } = desk.store;
    const [read, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = {
      changesFrom: () => items.changesFrom(),
      all: () => items.all(),
      async changedSince(place: string) {
        const answer = await items.changedSince(place);
        read.resolve();
        await goOn.promise;
        return answer;
      },
    };
    const trained = await desk.models.trained(model.id);
    const arrived = new ArrivedItems({ items: slow } as unknown as Store, trained);
    await arrived.served();
    const earlier = arrived.served();
    await read.promise;
    await arrives('meanwhile');
    const later = Promise.all([arrived.served(), arrived.served()]);
    goOn.resolve();
    assert.equal((await earlier).fusion.knows('meanwhile'), false);
    const [one, other] = await later;
    assert.equal(one.fusion.knows('meanwhile'), true);
    assert.equal(one, other);
  });

  it('cost nothing where a source tells the same of them again, in a later version', async () => {
    const told = { ...shopItems()[1], id: 'told twice', ...VERSION };
    await desk.store.items.upsert([told]);
    const once = await desk.models.byId(model.id);
    await desk.store.items.upsert([{ ...told, version: '2' }]);
    assert.equal(await desk.models.byId(model.id), once);
    await desk.store.items.upsert([{ ...told, version: '3', price: 400 }]);
    assert.notEqual(await desk.models.byId(model.id), once);
  });

  it('are as unknown in a replay as they were when the profile was served', async () => {
    const bought = { modality: 'transactions', type: 'purchase', itemId: 'late', value: 9 };
    const append = (name: string, more: object) =>
      desk.store.events.append([stored(userId(1), event(name, { ...bought, ...more }))]);
    const serve = async () => {
      desk.wait(1000);
      await desk.updater().drain();
      const row = (await desk.store.profiles.byIds([userId(1)])).get(userId(1));
      assert.ok(row !== undefined);
      const at = desk.now();
      desk.wait(1000);
      return { at, vector: row.vector };
    };
    await append('before it came', { at: END });
    const unknown = await serve();
    await arrives('late', { categories: ['category2'] });
    await append('after it came', { at: END + DAY, itemId: 'item1' });
    const known = await serve();
    assert.ok(distance(unknown.vector, known.vector) > 1e-6);
    const models = new ModelRegistry(desk.store, modalities);
    for (const { at, vector } of [unknown, known]) {
      const replayed = await replayProfile(desk.store, models, userId(1), at);
      assert.ok(distance(replayed?.encoded.vector, vector) <= 1e-6);
    }
  });
});
