import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainError, ExplainService } from '../../explain/index.ts';
import { historiesOf } from '../../profiles/index.ts';
import { proofFromJson } from '../../segments/index.ts';
import { DAY } from '../segments/rules/facts.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';

const lovers = {
  id: 'lovers',
  name: 'Lovers',
  description: '',
  rule: {
    all: [
      {
        count: {
          modality: 'transactions',
          type: 'purchase',
          where: { category: 'category1' },
          within: '7d',
          atLeast: 2,
        },
      },
      { not: { trait: { name: 'blocked', exists: true } } },
    ],
  },
};

describe('explanations over a store', () => {
  let shop: Shop;
  let explain: ExplainService;
  let learned: readonly string[];
  let bought: string;
  let beforeBuying: number;
  before(async () => {
    shop = await openShop();
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
    await shop.segments.create(lovers);
    const { segments } = await shop.segments.formLearned({ count: 3 });
    learned = segments.map(({ id }) => id);
    shop.wait(DAY);
    beforeBuying = shop.now();
    shop.wait(DAY);
    await shop.happen(shop.userIds[0], { itemId: 'item1', value: 6 });
    bought = await shop.happen(shop.userIds[0], { itemId: 'item4', value: 9 });
  });
  after(() => shop.store.close());

  test('a member of a rule segment: the stored proof, what it adds up to, and the very events', async () => {
    const userId = shop.userIds[0];
    const answer = await explain.explain(userId, lovers.id);
    const stored = await shop.store.memberships.get(userId, lovers.id);
    assert.equal(stored?.member, true);
    assert.equal(answer.verdict, 'TRUE');
    assert.ok(Math.abs(answer.residual ?? 1) < 1e-9);
    const proof = proofFromJson(stored?.proof ?? null);
    assert.ok(proof.kind === 'RULE');
    const [count] = proof.trace.children;
    const factor = answer.factors.find(({ feature }) => feature === count.path);
    assert.equal(factor?.label, '2 purchases in category1 in the last 7 days, needed at least 2');
    assert.deepEqual(factor?.evidence, count.eventIds);
    assert.ok(answer.evidence.some(({ eventId }) => eventId === bought));
    assert.match(answer.evidence[0].sentence, /^bought 'Item \d+' \(category1\)/);
    const shares = answer.evidence.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(shares - (factor?.value ?? 0)) < 1e-9);
    assert.match(answer.sentence, /^In "Lovers" because: 2 purchases in category1/);
    assert.equal(answer.whyNot, null);
    assert.equal(answer.freshness.stale, false);
    assert.equal(answer.segmentVersion, 1);
    assert.match(answer.counterfactuals[0].sentence, /nothing further happens until/);
  });

  test('somebody outside: what is missing, how far it is, and what would change it', async () => {
    const answer = await explain.explain(shop.userIds[3], lovers.id);
    assert.equal(answer.verdict, 'FALSE');
    assert.equal(answer.whyNot?.[0].path, 'all[0].count');
    assert.ok((answer.whyNot?.[0].distance ?? 0) >= 1);
    assert.ok(
      answer.counterfactuals.every(({ verified, verdict }) => verified && verdict === 'TRUE'),
    );
    assert.ok(answer.factors.some(({ value }) => value < 0));
  });

  test('a change for a rule on other segments and on the model was judged by all of them', async () => {
    const predicted = { predicted: { name: 'lapse', atMost: 1 } };
    const rule = {
      all: [
        { segment: { id: lovers.id } },
        { any: [{ segment: { id: learned[0] } }, { segment: { id: learned[1] } }, predicted] },
      ],
    };
    await shop.segments.create({ id: 'both', name: 'Both', description: '', rule });
    const answer = await explain.explain(shop.userIds[3], 'both');
    assert.equal(answer.verdict, 'FALSE');
    const [change] = answer.counterfactuals;
    assert.deepEqual([change.verdict, change.verified, answer.outOfReach], ['TRUE', true, null]);
    assert.match(change.sentence, /more purchases? in category1/);
    assert.ok(change.events >= 1);
    const never = { all: [rule, { predicted: { name: 'lapse', atLeast: 1.1 } }] };
    await shop.segments.create({ id: 'never', name: 'Never', description: '', rule: never });
    const refused = await explain.explain(shop.userIds[3], 'never');
    assert.deepEqual(refused.counterfactuals, []);
    assert.match(refused.outOfReach ?? '', /No change within reach/);
  });

  test('a learned segment: modalities and features sum to the margin, events are ranked', async () => {
    const userId = shop.userIds[0];
    const memberships = (await shop.store.memberships.ofUsers([userId])).get(userId) ?? [];
    for (const { segmentId, member, score } of memberships) {
      if (!learned.includes(segmentId)) continue;
      const answer = await explain.explain(userId, segmentId);
      assert.equal(answer.verdict, member ? 'TRUE' : 'FALSE');
      assert.ok(Math.abs((answer.score ?? 0) - (score ?? 1)) < 1e-6);
      assert.ok(Math.abs(answer.residual ?? 1) < 1e-9);
      assert.ok(answer.factors.length > 2);
      assert.ok(answer.evidence.length > 5);
      assert.equal(answer.whyNot === null, member);
      assert.match(answer.sentence, member ? /^In "/ : /^Not in ".* but in "/);
      assert.match(answer.sentence, /, mostly (because|through) .*\.$/);
      for (const { verified, verdict, changes } of answer.counterfactuals) {
        assert.ok(verified && verdict !== answer.verdict && changes <= 3);
      }
      assert.equal(answer.outOfReach === null, answer.counterfactuals.length > 0);
      const sizes = answer.factors.map(({ value }) => Math.abs(value));
      assert.deepEqual(
        sizes,
        [...sizes].sort((left, right) => right - left),
      );
      const others = answer.factors.filter(({ feature }) => feature === 'other');
      assert.equal(new Set(others.map(({ modality }) => modality)).size, others.length);
      for (const { label } of answer.factors) assert.doesNotMatch(label, /_|graph|vector|pattern/);
      const chinese = await explain.explain(userId, segmentId, { locale: 'zh-CN' });
      assert.deepEqual(
        chinese.factors.map(({ feature, value }) => [feature, value]),
        answer.factors.map(({ feature, value }) => [feature, value]),
      );
      const said = [
        chinese.sentence,
        chinese.baselineMeaning,
        ...chinese.factors,
        ...chinese.evidence,
      ];
      for (const text of said) {
        const words =
          typeof text === 'string' ? text : 'label' in text ? text.label : text.sentence;
        assert.match(words, /[\u4e00-\u9fff]/);
      }
    }
  });

  test('a learned segment has its name in the language of the sentence, unless somebody named it', async () => {
    const { segments, memberships } = shop.store;
    const userId = shop.userIds[0]!;
    const own = (await memberships.ofUsers([userId])).get(userId)!;
    const named = async (id: string, name: string) => {
      const {
        createdAt: _c,
        updatedAt: _u,
        archivedAt: _a,
        version: _v,
        ...row
      } = (await segments.byIds([id])).get(id)!;
      await segments.saveVersion({ ...row, name, at: shop.now() });
    };
    const inside = own.find(({ segmentId, member }) => member && learned.includes(segmentId))!;
    const outside = learned.find((id) => id !== inside.segmentId)!;
    await named(inside.segmentId, 'Like everybody');
    await named(outside, 'Like everybody (2)');
    const said = async (id: string) =>
      (await explain.explain(userId, id, { locale: 'zh-CN' })).sentence;
    assert.match(await said(inside.segmentId), /^属于“与全体相近”/);
    assert.match(await said(outside), /^不属于“与全体相近（2）”而属于“与全体相近”/);
    await named(inside.segmentId, 'Ours');
    assert.match(await said(inside.segmentId), /^属于“Ours”/);
    assert.match(await said(outside), /而属于“Ours”/);
    const contrast = await explain.contrast(userId, inside.segmentId, outside, { locale: 'zh-CN' });
    assert.match(contrast.sentence, /“与全体相近（2）”/);
    const english = await explain.explain(userId, outside);
    assert.match(english.sentence, /^Not in "Like everybody \(2\)" but in "Ours"/);
  });

  test('the quick reader of variants says what the model says, whatever was read before', async () => {
    const model = await shop.models.active();
    const histories = await historiesOf(shop.store, shop.userIds.slice(0, 3));
    const asOf = shop.now();
    const reader = model!.fusion.featureReader(asOf);
    for (const history of [...histories, ...histories]) {
      for (const left of [0, 1, 5]) {
        const variant = { ...history, events: history.events.slice(left) };
        for (const modalities of [['browsing', 'transactions'], ['social'], undefined]) {
          const options = modalities === undefined ? { asOf } : { asOf, modalities };
          const [whole] = await model!.fusion.encode([variant], options);
          const quick = reader.features(variant, modalities);
          assert.deepEqual(quick.vector, whole.vector);
          for (const { name, present, events, features } of quick.modalities) {
            const own = whole.modalities.find((modality) => modality.name === name);
            assert.deepEqual([present, features], [own?.present, own?.features]);
            if (present) assert.equal(events, own?.events);
          }
        }
      }
    }
  });

  test('why in one segment and not in another: what tells the two apart', async () => {
    const userId = shop.userIds[0];
    const [first, second] = learned;
    const contrast = await explain.contrast(userId, first, second);
    const [own, other] = contrast.sides;
    const sum = contrast.factors.reduce((total, { value }) => total + value, 0);
    const apart = (side: typeof own) => (side.score ?? 0) - (side.baseline ?? 0);
    assert.ok(Math.abs(sum - (apart(own) - apart(other))) < 1e-9);
    assert.ok(
      contrast.sentence.includes(own.sentence) && contrast.sentence.includes(other.sentence),
    );
  });

  test('evidence stands in order: what speaks for the verdict first, each event once', async () => {
    const open = await explain.open(shop.userIds[0], learned[0]);
    const sign = open.verdict === 'TRUE' ? -1 : 1;
    const shares = open.ranked.map(({ share }) => sign * share);
    assert.deepEqual(
      shares,
      [...shares].sort((left, right) => left - right),
    );
    assert.equal(new Set(open.ranked.map(({ eventId }) => eventId)).size, open.evidenceCount);
    const page = await open.describe(open.ranked.slice(3, 6));
    assert.deepEqual(
      page.map(({ eventId }) => eventId),
      open.ranked.slice(3, 6).map(({ eventId }) => eventId),
    );
    assert.ok((open.faithfulness?.moved ?? 0) > 0);
  });

  test('as of an instant before it happened, as it was served then', async () => {
    const userId = shop.userIds[0];
    const past = await explain.explain(userId, lovers.id, { asOf: beforeBuying });
    assert.equal(past.verdict, 'FALSE');
    assert.ok(past.evidence.every(({ eventId }) => eventId !== bought));
    assert.equal(past.segmentVersion, 1);
    const now = await explain.explain(userId, lovers.id, { asOf: shop.now() });
    assert.equal(now.verdict, 'TRUE');
    shop.wait(1);
    const never = { ...lovers, rule: { not: { trait: { name: 'blocked', exists: false } } } };
    const at = shop.now();
    shop.wait(1);
    await shop.segments.declare([never]);
    assert.equal((await explain.explain(userId, lovers.id)).segmentVersion, 2);
    assert.equal((await explain.explain(userId, lovers.id)).verdict, 'FALSE');
    const before = await explain.explain(userId, lovers.id, { asOf: at });
    assert.deepEqual([before.segmentVersion, before.verdict], [1, 'TRUE']);
    const learnedThen = await explain.explain(userId, learned[0], { asOf: at });
    assert.ok(Math.abs(learnedThen.residual ?? 1) < 1e-9);
  });

  test('a verdict that has outlived its validity is judged anew and says so', async () => {
    shop.wait(30 * DAY);
    const rule = { count: { ...lovers.rule.all[0].count } };
    await shop.segments.declare([{ ...lovers, id: 'fading', rule }]);
    await shop.happen(shop.userIds[5], { itemId: 'item1' });
    await shop.happen(shop.userIds[5], { itemId: 'item1' });
    assert.equal((await explain.explain(shop.userIds[5], 'fading')).verdict, 'TRUE');
    shop.wait(8 * DAY);
    const answer = await explain.explain(shop.userIds[5], 'fading');
    assert.deepEqual([answer.verdict, answer.freshness.stale], ['FALSE', true]);
  });

  test('unknown users and segments are said to be unknown', async () => {
    const missing = (what: string) => (error: unknown) =>
      error instanceof ExplainError && error.missing === what;
    await assert.rejects(explain.explain('u_nobody', lovers.id), missing('user'));
    await assert.rejects(explain.explain(shop.userIds[0], 'nothing'), missing('segment'));
    await assert.rejects(
      explain.explain(shop.userIds[0], lovers.id, { asOf: 5 }),
      missing('segment'),
    );
  });
});
