import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FusionModel, Item } from '../../fusion/index.ts';
import { ArrivedItems } from '../../profiles/arrived-items.ts';
import type { Store } from '../../store/index.ts';
import { type Desk, openDesk, shopItems, trainShop } from './fixture.ts';

const VERSION = { sourceId: 'test', version: '1', contentHash: '0' };

describe('items that a model gets to know while it serves', () => {
  let model: FusionModel;
  let desk: Desk;
  const arrives = (id: string, more: Partial<Item> = {}) =>
    desk.store.items.upsert([{ ...shopItems()[1], id, ...more, ...VERSION }]);

  before(async () => {
    model = await trainShop();
    desk = await openDesk(model, 4);
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
});
