import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainService, type Explanation } from '../../explain/index.ts';
import { ModelFormatError } from '../../fusion/model/index.ts';
import { ModelRegistry } from '../../profiles/index.ts';
import { DAY } from '../segments/rules/facts.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';
import { asOfAnotherVersion } from '../support/refused-model.ts';

const purchases = { modality: 'transactions', type: 'purchase' };
const RULES = {
  buyers: { count: { ...purchases, within: '400d', atLeast: 1 } },
  bulk: { count: { ...purchases, within: '7d', atLeast: 5 } },
  lapsing: {
    all: [{ predicted: { name: 'lapse', atLeast: 0 } }, { count: { ...purchases, atLeast: 12 } }],
  },
};

describe('explanations while this version of the program cannot read the model that serves', () => {
  let shop: Shop;
  let explain: ExplainService;
  let learned: string;
  let asBefore: Map<string, Explanation>;
  let then: number;
  let past: Map<string, Explanation>;

  async function explained(service: ExplainService, asOf?: number) {
    const found = new Map<string, Explanation>();
    for (const id of ['buyers', 'bulk']) {
      const options = asOf === undefined ? {} : { asOf };
      found.set(id, await service.explain(shop.userIds[0], id, options));
    }
    return found;
  }

  before(async () => {
    shop = await openShop();
    const { store, models, modalities, now } = shop;
    for (const [id, rule] of Object.entries(RULES)) {
      await shop.segments.create({ id, name: id, description: '', rule });
    }
    learned = (await shop.segments.formLearned({ count: 3 })).segments[0].id;
    then = shop.now();
    shop.wait(DAY);
    await shop.happen(shop.userIds[0], { itemId: 'item1', value: 6 });
    const readable = new ExplainService({ store, models, modalities, clock: now });
    asBefore = await explained(readable);
    past = await explained(readable, then);
    await asOfAnotherVersion(store, (await store.models.active())!.id);
    const refusing = new ModelRegistry(store, modalities);
    explain = new ExplainService({ store, models: refusing, modalities, clock: now });
  });
  after(() => shop.store.close());

  test('a rule is explained as ever, now and as of the past: proof, what is missing and what would change it', async () => {
    assert.deepEqual(await explained(explain), asBefore);
    assert.deepEqual(await explained(explain, then), past);
    assert.notDeepEqual(past.get('buyers')!.evidence, asBefore.get('buyers')!.evidence);
    assert.equal(asBefore.get('buyers')!.verdict, 'TRUE');
    assert.ok(asBefore.get('bulk')!.whyNot!.length > 0);
    assert.ok(asBefore.get('bulk')!.counterfactuals.length > 0);
  });

  test('a rule on what the model foretold too, but for the changes that have to be tried out on it', async () => {
    const answer = await explain.explain(shop.userIds[0], 'lapsing');
    assert.equal(answer.verdict, 'FALSE');
    assert.match(answer.whyNot![0].sentence, /2 more purchases/);
    assert.deepEqual(answer.counterfactuals, []);
    assert.match(answer.outOfReach!, /cannot be tried out.*portrait train/);
    const contrast = await explain.contrast(shop.userIds[0], 'buyers', 'lapsing');
    assert.ok(contrast.factors.length > 0);
  });

  test('what the model has to be asked for is refused', async () => {
    const [userId] = shop.userIds;
    await assert.rejects(explain.explain(userId, learned), ModelFormatError);
    await assert.rejects(explain.explainReadOut(userId, 'lapse'), ModelFormatError);
    await assert.rejects(explain.explain(userId, 'lapsing', { asOf: then }), ModelFormatError);
  });
});
