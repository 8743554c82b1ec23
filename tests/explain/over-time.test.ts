import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { ExplainError, ExplainService } from '../../explain/index.ts';
import { FusionModel } from '../../fusion/index.ts';
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

/** What of an answer must be the same later on. */
function seenOf({ freshness, ...answer }: Awaited<ReturnType<ExplainService['open']>>) {
  const { verdict, modelId, segmentVersion, sentence, factors, ranked, whyNot } = answer;
  const score = answer.score === null ? null : answer.score.toFixed(6);
  return {
    decided: { verdict, modelId, segmentVersion, score },
    decidedAt: freshness.decidedAt,
    told: { sentence, whyNot, events: ranked.length, factors: factors.map(({ label }) => label) },
  };
}
type Seen = ReturnType<typeof seenOf>;

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

  test('as of any instant of random histories: what was served then, by the model and definition of that time', async () => {
    const query = { modality: 'transactions', type: 'purchase' };
    const count = (atLeast: number) => ({ count: { ...query, within: '7d', atLeast } });
    const rules = (atLeast: number) => [
      { ...buyers, rule: count(atLeast) },
      { ...buyers, id: 'company', rule: { friends: { who: count(1), atLeast: 1 } } },
      { ...buyers, id: 'nested', rule: { any: [{ segment: { id: buyers.id } }, count(5)] } },
    ];
    await shop.segments.declare(rules(2));
    const seen: { at: number; userId: string; segmentId: string; then: Seen }[] = [];
    const note = async (userId: string) => {
      for (const segmentId of [buyers.id, 'nested', 'company', learned[0]]) {
        const then = seenOf(await explain.open(userId, segmentId));
        seen.push({ at: shop.now(), userId, segmentId, then });
      }
    };
    const step = fc.record({
      who: fc.nat(2),
      what: fc.constantFrom('buy', 'view', 'befriend', 'redefine', 'wait'),
      item: fc.nat(8),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
        for (const { who, what, item } of steps) {
          const userId = shop.userIds[who];
          const itemId = `item${item}`;
          shop.wait(1 + ((serial * 7919) % (2 * DAY)));
          if (what === 'buy') await shop.happen(userId, { itemId, value: 5 });
          if (what === 'view')
            await shop.happen(userId, { modality: 'browsing', type: 'view', itemId });
          if (what === 'befriend') {
            const otherUserId = shop.userIds[(who + 1) % 3];
            await shop.happen(userId, { modality: 'social', type: 'friend', otherUserId });
          }
          if (what === 'redefine') await shop.segments.declare(rules(1 + (item % 3)));
          await shop.segments.refreshDue();
          serial += 1;
          await note(userId);
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
    const old = (await shop.models.active())!;
    const { network, reader } = old.fusion;
    const newer = new FusionModel(network, reader, { settings: 'newer', metrics: null });
    const lineage = { parentId: old.id, watermark: 0, trainedThrough: old.trainedThrough };
    shop.wait(DAY);
    await shop.models.save(newer, { ...lineage, createdAt: shop.now() });
    await shop.models.promote(newer.id, shop.now());
    await shop.updater.encodeEveryone(new AbortController().signal, () => undefined);
    for (const userId of shop.userIds.slice(0, 3)) await note(userId);
    shop.wait(DAY);
    for (const { at, userId, segmentId, then } of seen) {
      const now = seenOf(await explain.open(userId, segmentId, { asOf: at }));
      assert.deepEqual(now.decided, then.decided, `${segmentId} as of ${at}`);
      // What was decided at that very instant is told in the same words; before, windows have moved.
      if (then.decidedAt === at) assert.deepEqual(now.told, then.told);
    }
    const models = new Set(seen.map(({ then: { decided } }) => decided.modelId));
    assert.deepEqual([...models].sort(), [old.id, newer.id].sort());
    assert.ok(new Set(seen.map(({ then: { decided } }) => decided.segmentVersion)).size > 1);
  });

  test('whoever counts somebody among their friends is judged anew when that friend does something', async () => {
    const [userId, otherUserId] = shop.userIds.slice(7);
    const query = {
      modality: 'transactions',
      type: 'purchase',
      where: { value: { atLeast: 777 } },
    };
    const who = { count: { ...query, atLeast: 1 } };
    const rule = { friends: { who, atLeast: 1 } };
    await shop.segments.declare([{ ...buyers, id: 'friends-of-spenders', rule }]);
    // The tie is told of one of the two alone.
    await shop.happen(userId, { modality: 'social', type: 'friend', otherUserId });
    await shop.happen(otherUserId, { itemId: 'item1', value: 777 });
    const stored = await shop.store.memberships.get(userId, 'friends-of-spenders');
    assert.equal(stored?.verdict, 'TRUE');
  });

  test('what no profile has seen yet does not count, so that a replay finds what was served', async () => {
    const userId = shop.userIds[9];
    const [first] = (await shop.store.events.ofUsers([userId])).get(userId) ?? [];
    const { sequence: _sequence, receivedAt: _receivedAt, ...known } = first;
    const late = {
      ...known,
      id: 'late',
      recordKey: 'late',
      modality: 'transactions',
      value: 31415,
    };
    await shop.store.events.append([{ ...late, type: 'purchase', at: shop.now() }]);
    const rule = { count: { modality: 'transactions', where: { value: { atLeast: 31415 } } } };
    const rich = { ...buyers, id: 'rich', rule: { count: { ...rule.count, atLeast: 1 } } };
    await shop.segments.declare([rich]);
    const at = shop.now();
    const served = await explain.open(userId, 'rich');
    assert.equal(served.verdict, 'FALSE');
    shop.wait(1);
    await shop.happen(userId, { modality: 'browsing', type: 'view', itemId: 'item2' });
    assert.equal((await explain.open(userId, 'rich')).verdict, 'TRUE');
    assert.equal((await explain.open(userId, 'rich', { asOf: at })).verdict, served.verdict);
  });

  test('an item that has moved to another category counts in the past as it was filed then', async () => {
    const { store } = shop;
    const userId = shop.userIds[10];
    const value = 2718;
    const where = { category: 'lamps', value: { atLeast: value } };
    const count = { modality: 'transactions', type: 'purchase', where, atLeast: 1 };
    await shop.segments.declare([{ ...buyers, id: 'lit', rule: { count } }]);
    const known = (await store.items.byIds(['item3'])).get('item3')!;
    await store.items.upsert([{ ...known, version: '2', categories: ['lamps'] }]);
    await shop.happen(userId, { itemId: 'item3', value });
    const at = shop.now();
    const served = seenOf(await explain.open(userId, 'lit'));
    assert.equal(served.decided.verdict, 'TRUE');
    shop.wait(DAY);
    await store.items.upsert([{ ...known, version: '3' }]);
    await shop.happen(userId, { modality: 'browsing', type: 'view', itemId: 'item2' });
    assert.equal((await explain.open(userId, 'lit')).verdict, 'FALSE');
    assert.deepEqual(seenOf(await explain.open(userId, 'lit', { asOf: at })), {
      ...served,
      decidedAt: null,
    });
    await store.items.upsert([{ ...known, version: '4' }]);
  });

  test('a learned segment of another model than the profile says that nobody can tell', async () => {
    const answer = await explain.explain(shop.userIds[0], learned[0]);
    assert.equal(answer.verdict, 'UNKNOWN');
    assert.match(answer.sentence, /formed with another model/);
    assert.deepEqual([answer.evidence, answer.residual, answer.faithfulness], [[], null, null]);
    assert.match(answer.outOfReach ?? '', /No change within reach/);
  });
});
