import assert from 'node:assert/strict';
import { it } from 'node:test';
import { knowShop } from '../../../segments/scored/shop-knowledge.ts';
import { judgedFromStored } from '../../../segments/service/judged-user.ts';
import { END, modalities, shopHistories, shopItems, trainShop } from '../../profiles/fixture.ts';

it('reads earlier instants by the items of the network, in its order', async () => {
  const histories = shopHistories();
  const trained = await trainShop(1, histories);
  const arrivals = ['a', 'b', 'c'].map((id) => ({ ...shopItems()[0], id }));
  const items = [...arrivals, ...shopItems()];
  const users = histories.map((history) =>
    judgedFromStored({ ...history, throughSequence: 1 }, null),
  );
  for (const fusion of [trained, trained.knowing(items)]) {
    const shop = knowShop({ users, items, now: END }, { id: fusion.id, fusion }, modalities);
    assert.deepEqual(shop.readerAt(END).itemIds, fusion.reader.itemIds);
  }
});
