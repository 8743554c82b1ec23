import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { ExplainService } from '../../explain/index.ts';
import { DAY } from '../segments/rules/facts.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';

const BOUGHT = { count: { modality: 'transactions', type: 'purchase', within: '7d', atLeast: 1 } };
const company = (atLeast: number, more: object = {}) => ({
  ...{ id: `company-${atLeast}`, name: 'Company', description: '' },
  rule: { friends: { who: BOUGHT, atLeast, ...more } },
});

/** What of an answer must be the same later on. */
function seenOf(answer: Awaited<ReturnType<ExplainService['open']>>) {
  const { verdict, sentence, factors, ranked, whyNot } = answer;
  return { verdict, sentence, whyNot, events: ranked, factors: factors.map(({ label }) => label) };
}

describe('rules about friends over time', () => {
  let shop: Shop;
  let explain: ExplainService;
  before(async () => {
    // One change at a time, so that friends are seldom brought up to date together.
    shop = await openShop({ batch: 1 });
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
    shop.wait(8 * DAY);
    for (const segment of [company(1), company(2, { whenMissing: 'zero' })]) {
      await shop.segments.create(segment);
    }
  });
  after(() => shop.store.close());

  test('as of any instant it says what was served then, however far behind anybody’s profile was', async () => {
    const { store, updater } = shop;
    const seen: { at: number; userId: string; segmentId: string; then: unknown }[] = [];
    const verdicts = new Set<string>();
    let newcomers = 0;
    const step = fc.record({
      who: fc.nat(3),
      with: fc.nat(3),
      what: fc.constantFrom('buy', 'befriend', 'befriend', 'update', 'update', 'all', 'newcomer'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 14 }), async (steps) => {
        const people = shop.userIds.slice(0, 4);
        for (const { who, with: other, what } of steps) {
          shop.wait(1 + ((seen.length * 7919) % DAY));
          const [userId, otherUserId] = [people[who], people[other]];
          if (what === 'buy') await shop.arrive(userId, { itemId: 'item1', value: 5 });
          if (what === 'befriend' && userId !== otherUserId) {
            await shop.arrive(userId, { modality: 'social', type: 'friend', otherUserId });
          }
          // Somebody whom nobody has met: a friend, and a buyer, before there is a profile.
          if (what === 'newcomer') {
            newcomers += 1;
            const id = { kind: 'customer', value: `newcomer-${newcomers}` };
            people[other] = (await store.users.resolve([[id]]))[0];
            const tie = { modality: 'social', type: 'friend', otherUserId: people[other] };
            await shop.arrive(userId, tie);
            await shop.arrive(people[other], { itemId: 'item1', value: 5 });
          }
          if (what === 'update') await updater.step();
          if (what === 'all') await updater.drain();
          await shop.segments.refreshDue();
          for (const id of shop.userIds.slice(0, 4)) {
            for (const segmentId of ['company-1', 'company-2']) {
              const then = seenOf(await explain.open(id, segmentId));
              verdicts.add(`${segmentId} ${then.verdict}`);
              seen.push({ at: shop.now(), userId: id, segmentId, then });
            }
          }
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
    assert.ok(verdicts.size >= 4, [...verdicts].join());
    shop.wait(30 * DAY);
    await updater.drain();
    await shop.segments.refreshDue();
    for (const { at, userId, segmentId, then } of seen) {
      const now = seenOf(await explain.open(userId, segmentId, { asOf: at }));
      assert.deepEqual(now, then, `${segmentId} of ${userId} at ${at}`);
    }
  });

  test('a friend counts as far as the friend’s own profile does, whoever is judged when', async () => {
    const { store, updater } = shop;
    const [, , , , one, other] = shop.userIds;
    await shop.happen(one, { modality: 'social', type: 'friend', otherUserId: other });
    const verdict = async () => (await store.memberships.get(one, 'company-1'))?.verdict;
    assert.equal(await verdict(), 'FALSE');
    await shop.arrive(other, { itemId: 'item1', value: 5 });
    await shop.segments.judgeEveryone(['company-1']);
    assert.equal(await verdict(), 'FALSE');
    await updater.drain();
    assert.equal(await verdict(), 'TRUE');
  });
});
