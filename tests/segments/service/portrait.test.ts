import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SegmentError } from '../../../segments/index.ts';
import { DAY } from '../rules/facts.ts';
import { openShop, type Shop } from './shop.ts';

const rule = (category: string) => ({
  count: { modality: 'transactions', type: 'purchase', where: { category }, atLeast: 1 },
});

describe('portraits over a store', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
    for (const category of ['category0', 'category1']) {
      const id = `buys-${category}`;
      await shop.segments.create({ id, name: id, description: '', rule: rule(category) });
    }
  });
  after(() => shop.store.close());

  test('a rule segment is told by what its members do', async () => {
    const portrait = await shop.segments.portrait('buys-category0', 'en');
    const { size, users, comparison, nearest, typical } = portrait;
    assert.equal(users, shop.userIds.length);
    assert.equal(
      size,
      (await shop.store.memberships.count(['buys-category0'])).get('buys-category0'),
    );
    assert.deepEqual([comparison.members, comparison.others], [size, users - size]);
    assert.match(portrait.name, /^Category0/);
    assert.ok(comparison.differences.some(({ feature }) => feature === 'share_of_category0'));
    assert.equal(nearest?.segmentId, 'buys-category1');
    assert.equal(typical.length, 5);
    const { activity, ties } = await portrait.behaviour();
    const bought = activity!.kinds.find(({ type }) => type === 'purchase')!;
    assert.equal(bought.categories[0].key, 'category0');
    assert.ok(bought.categories[0].apart);
    assert.ok(ties === null || (ties.low <= ties.chance && ties.chance <= ties.high));
    assert.equal(await portrait.behaviour(), await portrait.behaviour());
    const chinese = await shop.segments.portrait('buys-category0', 'zh-CN');
    assert.match(chinese.comparison.summary, /位用户/);
    assert.match(chinese.name, /^category0/i);
  });

  test('sizes and flows follow who goes from one segment to another', async () => {
    const from = shop.now();
    shop.wait(DAY);
    const lookalikes = shop.userIds.slice(0, 6);
    for (const userId of lookalikes) await shop.happen(userId, { itemId: 'item1' });
    shop.wait(DAY);
    const { sizes, size } = await shop.segments.portrait('buys-category1', 'en', { from });
    assert.equal(sizes.length, 13);
    assert.deepEqual([sizes[0].at, sizes.at(-1)!.at], [from, shop.now()]);
    assert.equal(sizes.at(-1)!.members, size);
    assert.ok(sizes[0].members < size);
  });

  test('learned segments keep their names over refits, and portraits call them so', async () => {
    const formed = await shop.segments.formLearned({ count: 3 });
    const portraits = async () => {
      const found: Record<string, string> = {};
      for (const { id } of formed.segments) {
        const { name, comparison } = await shop.segments.portrait(id, 'en');
        assert.ok(comparison.differences.length > 0, id);
        found[id] = name;
      }
      return found;
    };
    const before = await portraits();
    assert.equal(new Set(Object.values(before)).size, 3);
    const again = await shop.segments.formLearned({ count: 3, autoencoder: { seed: 2 } });
    const same = again.segments.filter(({ change }) => change === 'SAME');
    assert.ok(same.length > 0, 'the planted groups come back');
    const after = await portraits();
    for (const { id } of same) assert.equal(after[id], before[id]);
  });

  test('empty segments, ended ones, and none', async () => {
    const never = { trait: { name: 'unheard of', equals: true } };
    await shop.segments.declare([{ id: 'empty', name: 'Empty', description: '', rule: never }]);
    const { size, comparison, nearest, name, ...empty } = await shop.segments.portrait(
      'empty',
      'en',
    );
    assert.deepEqual([size, comparison.differences, nearest, empty.typical], [0, [], null, []]);
    assert.equal(name, 'Empty');
    assert.deepEqual(await empty.behaviour(), { activity: null, ties: null });
    await shop.segments.archive('empty');
    assert.equal((await shop.segments.portrait('empty', 'en')).size, 0);
    await assert.rejects(shop.segments.portrait('nowhere', 'en'), SegmentError);
  });
});
