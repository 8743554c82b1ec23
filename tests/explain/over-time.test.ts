import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainError, ExplainService } from '../../explain/index.ts';
import { FusionModel } from '../../fusion/index.ts';
import { proofFromJson, TooFewProfilesError } from '../../segments/index.ts';
import { DAY } from '../segments/rules/facts.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';

const buyers = {
  id: 'buyers',
  name: 'Buyers',
  description: '',
  rule: {
    count: {
      modality: 'transactions',
      type: 'purchase',
      where: { category: 'category1' },
      within: '7d',
      atLeast: 2,
    },
  },
};

describe('explanations over time', () => {
  let shop: Shop;
  let explain: ExplainService;
  let learned: readonly string[];
  before(async () => {
    shop = await openShop();
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
    shop.wait(8 * DAY);
    await shop.segments.create(buyers);
    const { segments } = await shop.segments.formLearned({ count: 3 });
    learned = segments.map(({ id }) => id);
  });
  after(() => shop.store.close());

  test('growth: who entered by which events, who left by time, and who by another definition', async () => {
    const [first, second] = shop.userIds;
    const from = shop.now();
    shop.wait(DAY);
    await shop.happen(first, { itemId: 'item1', value: 6 });
    await shop.happen(first, { itemId: 'item1', value: 6 });
    shop.wait(DAY);
    await shop.happen(second, { itemId: 'item4', value: 9 });
    const decisive = await shop.happen(second, { itemId: 'item4', value: 9 });
    const full = shop.now();
    const grown = await explain.growth(buyers.id, from, full);
    assert.deepEqual(
      [grown.before, grown.after, grown.entered, grown.left, grown.explained],
      [0, 2, 2, 0, 2],
    );
    const [cause] = grown.causes;
    assert.deepEqual([cause.reason, cause.users, cause.change], ['EVENTS', 2, 'entered']);
    assert.equal(cause.events, 'purchases in category1');
    assert.ok(cause.example.eventId !== null);
    const late = await explain.growth(buyers.id, full - DAY / 2, full);
    assert.deepEqual([late.entered, late.causes[0].example.userId], [1, second]);
    const { rows } = await shop.store.memberships.members(buyers.id, { first: 5 });
    assert.equal(rows.length, grown.after);
    assert.ok(decisive.length > 0);

    shop.wait(10 * DAY);
    await shop.segments.refreshDue();
    const faded = await explain.growth(buyers.id, full, shop.now());
    assert.deepEqual([faded.before, faded.after, faded.left], [2, 0, 2]);
    assert.deepEqual(
      faded.causes.map(({ reason, users }) => [reason, users]),
      [['TIME', 2]],
    );
    const away = await explain.growth(buyers.id, from, shop.now());
    assert.deepEqual([away.before, away.after, away.entered, away.left], [0, 0, 0, 0]);

    const before = shop.now();
    shop.wait(1);
    const rule = { count: { modality: 'transactions', type: 'purchase', atLeast: 1 } };
    await shop.segments.declare([{ ...buyers, rule }]);
    const widened = await explain.growth(buyers.id, before, shop.now());
    assert.equal(widened.causes[0].reason, 'DEFINITION');
    assert.equal(widened.entered, widened.after);
  });

  test('growth of a segment that nobody was ever in, and of none', async () => {
    const rule = { trait: { name: 'unheard of', equals: true } };
    await shop.segments.declare([{ id: 'empty', name: 'Empty', description: '', rule }]);
    const nothing = await explain.growth('empty', 0, shop.now());
    assert.deepEqual([nothing.before, nothing.after, nothing.causes], [0, 0, []]);
    await assert.rejects(explain.growth('nowhere', 0, shop.now()), ExplainError);
    await assert.rejects(explain.growth('empty', 0, 1), ExplainError);
  });

  test('as of any instant: what was served then, by the model and the definition of that time', async () => {
    const some = shop.userIds.slice(0, 4);
    const seen: { at: number; userId: string; rows: Awaited<ReturnType<typeof served>> }[] = [];
    const served = async (userId: string) =>
      (await shop.store.memberships.ofUsers([userId])).get(userId) ?? [];
    const look = async () => {
      for (const userId of some) seen.push({ at: shop.now(), userId, rows: await served(userId) });
      shop.wait(DAY);
    };
    await look();
    await shop.happen(some[0], { itemId: 'item1' });
    await look();
    await shop.happen(some[1], { modality: 'browsing', type: 'view', itemId: 'item2' });
    await shop.segments.declare([{ ...buyers, rule: { not: buyers.rule } }]);
    await look();
    const old = (await shop.models.active())!;
    const { network, reader } = old.fusion;
    const newer = new FusionModel(network, reader, { settings: 'newer', metrics: null });
    const lineage = { parentId: old.id, watermark: 0, trainedThrough: old.trainedThrough };
    await shop.models.save(newer, { ...lineage, createdAt: shop.now() });
    await shop.models.promote(newer.id, shop.now());
    await shop.updater.encodeEveryone(new AbortController().signal, () => undefined);
    await look();
    const models = new Set<string | null>();
    for (const { at, userId, rows } of seen) {
      for (const row of rows) {
        const answer = await explain.explain(userId, row.segmentId, { asOf: at });
        models.add(answer.modelId);
        if (proofFromJson(row.proof).kind === 'LEARNED' && answer.verdict === 'UNKNOWN') {
          // Formed with the model before: the stored verdict is of that time, and stale.
          assert.equal(answer.modelId, newer.id);
          continue;
        }
        assert.equal(answer.verdict, row.verdict);
        assert.equal(answer.segmentVersion, row.segmentVersion);
        if (row.score !== null) assert.ok(Math.abs((answer.score ?? 0) - row.score) < 1e-6);
      }
    }
    assert.deepEqual([...models].sort(), [old.id, newer.id].sort());
  });

  test('a learned segment of another model than the profile says that nobody can tell', async () => {
    const answer = await explain.explain(shop.userIds[0], learned[0]);
    assert.equal(answer.verdict, 'UNKNOWN');
    assert.match(answer.sentence, /formed with another model/);
    assert.deepEqual([answer.evidence, answer.residual, answer.faithfulness], [[], null, null]);
    assert.match(answer.outOfReach ?? '', /No change within reach/);
  });

  test('a user whose events are all gone is explained by what is left: nothing', async () => {
    const [userId] = await shop.store.users.resolve([[{ kind: 'customer', value: 'gone' }]]);
    const answer = await explain.explain(userId, buyers.id);
    assert.equal(answer.evidence.length, 0);
    assert.equal(answer.modelId, null);
    await assert.rejects(explain.explainReadOut(userId, 'lapse'), ExplainError);
    const unknown = await explain.explain(userId, 'empty');
    assert.equal(unknown.verdict, 'UNKNOWN');
  });

  test('a segment of one member, and users who are all alike', async () => {
    await shop.happen(shop.userIds[7], { itemId: 'item1', value: 4321 });
    const query = { modality: 'transactions', where: { value: { atLeast: 4000 } }, atLeast: 1 };
    await shop.segments.create({
      ...{ id: 'one', name: 'One', description: '' },
      rule: { count: query },
    });
    const { rows } = await shop.store.memberships.members('one', { first: 5 });
    assert.equal(rows.length, 1);
    const inside = await explain.explain(rows[0].row.userId, 'one');
    assert.deepEqual([inside.verdict, inside.evidence.length], ['TRUE', 1]);
    assert.equal(inside.faithfulness?.moved, 1);
    const { formLearned } = await import('../../segments/learned/form-learned.ts');
    const { languageOf } = await import('../../segments/index.ts');
    const features = [{ name: 'log_count', value: 1 }];
    const alike = Array.from({ length: 30 }, () => ({
      modalities: [{ name: 'browsing', present: true, events: 3, features }],
      vector: [1, 2],
    }));
    await assert.rejects(formLearned(alike, languageOf('en', null)), TooFewProfilesError);
  });
});
