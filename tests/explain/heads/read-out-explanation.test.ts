import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainError, ExplainService } from '../../../explain/index.ts';
import { summaryOf } from '../../../profiles/index.ts';
import { HEAD, openShop, type Shop } from '../../segments/service/shop.ts';

describe('explanations of read-outs', () => {
  let shop: Shop;
  let explain: ExplainService;
  before(async () => {
    shop = await openShop({ heads: [HEAD], users: 60 });
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
  });
  after(() => shop.store.close());

  for (const name of [HEAD.name, 'lapse', 'spend']) {
    test(`"${name}": factors sum to the score, the events are ranked and put to the test`, async () => {
      const userId = shop.userIds[0];
      const profiles = await shop.store.profiles.byIds([userId]);
      const served = summaryOf(profiles.get(userId)!).readOuts.find((own) => own.name === name);
      const answer = await explain.explainReadOut(userId, name);
      assert.ok(Math.abs(answer.value - (served?.value ?? Number.NaN)) < 1e-9);
      const sum = answer.factors.reduce((total, { value }) => total + value, 0);
      assert.ok(Math.abs((answer.score ?? 0) - (answer.baseline ?? 0) - sum) < 1e-9);
      assert.equal(answer.verdict, answer.value >= answer.atLeast ? 'TRUE' : 'FALSE');
      assert.equal(answer.whyNot === null, answer.verdict === 'TRUE');
      assert.ok(answer.evidence.length > 5);
      assert.equal(answer.faithfulness?.removed, 5);
      for (const { verified, verdict, changes } of answer.counterfactuals) {
        assert.ok(verified && verdict !== answer.verdict && changes <= 3);
      }
      assert.equal(answer.outOfReach === null, answer.counterfactuals.length > 0);
    });
  }

  test('the threshold that is asked for decides the verdict', async () => {
    const low = await explain.explainReadOut(shop.userIds[0], HEAD.name, { atLeast: -1 });
    const high = await explain.explainReadOut(shop.userIds[0], HEAD.name, { atLeast: 2 });
    assert.deepEqual([low.verdict, high.verdict], ['TRUE', 'FALSE']);
    assert.equal(high.whyNot?.[0].distance, 2 - high.value);
    assert.match(high.sentence, /needed|below/);
  });

  test('a read-out that the model does not have is refused with those that it has', async () => {
    await assert.rejects(
      explain.explainReadOut(shop.userIds[0], 'luck'),
      (error: unknown) =>
        error instanceof ExplainError &&
        error.missing === 'read-out' &&
        error.message.includes(HEAD.name),
    );
  });

  test('a rule on a configured head is judged by the value that the head gives, and explained', async () => {
    const userId = shop.userIds[0];
    const { value } = await explain.explainReadOut(userId, HEAD.name);
    const rule = { predicted: { name: HEAD.name, atLeast: value - 0.01 } };
    await shop.segments.create({ id: 'likely', name: 'Likely', description: '', rule });
    const inside = await explain.explain(userId, 'likely');
    assert.equal(inside.verdict, 'TRUE');
    assert.match(inside.sentence, /predicted likes first/);
    const never = { predicted: { name: HEAD.name, atLeast: value + 0.01 } };
    await shop.segments.create({ id: 'unlikely', name: 'Unlikely', description: '', rule: never });
    const outside = await explain.explain(userId, 'unlikely');
    assert.equal(outside.verdict, 'FALSE');
    assert.ok(Math.abs((outside.whyNot?.[0].distance ?? 0) - 0.01) < 1e-6);
  });
});
