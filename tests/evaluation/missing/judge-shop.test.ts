import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runSuite } from '../../../evaluation/index.ts';
import { judgeShop } from '../../../evaluation/suites/missing/judge-shop.ts';
import { subsetFigures, subsetsOf, worstGain } from '../../../evaluation/suites/missing/subsets.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { DAY, START, shopHistories, shopItems } from '../../profiles/fixture.ts';

it('compares each subset with the best single modality of its own', () => {
  const users = 200;
  const of = (modalities: string[], ndcg: number) => ({
    modalities,
    ndcg: Array.from({ length: users }, (_, user) => ndcg + (user % 2) / 10),
  });
  const results = [of(['a'], 0.1), of(['b'], 0.3), of(['c'], 0.2), of(['a', 'b'], 0.27)];
  const figures = subsetFigures('shop', [...results, of(['a', 'c'], 0.25)]);
  assert.ok(Math.abs(figures.shop_a_b_gain + 0.03 / 0.35) < 1e-9);
  assert.ok(Math.abs(figures.shop_a_c_gain - 0.05 / 0.25) < 1e-9);
  assert.ok(Math.abs(worstGain(figures) + 0.03 / 0.35) < 1e-9);
  assert.deepEqual(subsetsOf(['a', 'b']), [['a'], ['b'], ['a', 'b']]);
  assert.equal(subsetsOf(['a', 'b', 'c', 'd']).length, 15);
});

it('serves users who have everything with every subset, or those that are asked for', async () => {
  const shop = {
    ...{ name: 'small', users: shopHistories(), items: shopItems() },
    modalities: defaultModalities(),
    ...{ cut: START + 45 * DAY, until: Number.POSITIVE_INFINITY, targets: null },
  };
  const asked = { modalities: ['location', 'transactions'] };
  const { figures, settings } = await judgeShop(shop, 1, asked);
  assert.deepEqual((settings as { prepare: unknown }).prepare, { recency: 'fixed', targets: null });
  const names = Object.keys(figures).filter((name) => name.endsWith('ndcg@20'));
  assert.deepEqual(names.sort(), [
    'small_location_ndcg@20',
    'small_location_transactions_ndcg@20',
    'small_transactions_ndcg@20',
  ]);
  assert.ok(figures.small_users > 0);
  // Everybody keeps to one kind of item, so chance is far below.
  assert.ok(figures['small_location_transactions_ndcg@20'] > 0.3);
});

it('is told at once where a suite does not know a modality, or does not tell them apart', async () => {
  await assert.rejects(
    runSuite('missing-demo', { modalities: ['smell'] }),
    /no modality 'smell'. They have: browsing/,
  );
  await assert.rejects(runSuite('traits', { modalities: ['location'] }), /without --modality/);
});
