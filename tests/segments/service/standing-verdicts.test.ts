import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { encodeProfiles, historiesOf } from '../../../profiles/index.ts';
import { rawQuery, serverAbsent } from '../../support/store.ts';
import { DAY } from '../rules/facts.ts';
import { openShop, type Shop } from './shop.ts';

const bought = { modality: 'transactions', type: 'purchase' };
const viewed = { modality: 'browsing', type: 'view' };
const RULES = {
  buyers: { count: { ...bought, within: '3d', atLeast: 2 } },
  viewers: { count: { ...viewed, within: '2d', atLeast: 2 } },
  'gone-viewers': { not: { count: { ...viewed, within: '4d', atLeast: 1 } } },
  spenders: { sum: { ...bought, within: '5d', atLeast: 30 } },
  'of-one-taste': {
    count: { ...viewed, where: { category: 'category1' }, within: '3d', atLeast: 1 },
  },
  known: { trait: { name: 'city', equals: 'Kyoto' } },
  both: { all: [{ segment: { id: 'buyers' } }, { not: { segment: { id: 'viewers' } } }] },
  'buyers-again': { any: [{ segment: { id: 'buyers' } }, { segment: { id: 'spenders' } }] },
} as const;

describe('verdicts that stand', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop({ users: 24 });
    await shop.segments.declare(
      Object.entries(RULES).map(([id, rule]) => ({ id, name: id, description: '', rule })),
    );
  });
  after(() => shop.store.close());

  const verdicts = async (userIds: readonly string[]) => {
    const found = await shop.store.memberships.ofUsers(userIds);
    return [...found].map(([userId, rows]) => [
      userId,
      rows.map(({ segmentId, verdict, member, validUntil, segmentVersion }) => {
        return { segmentId, verdict, member, validUntil, segmentVersion };
      }),
    ]);
  };

  test('are those of judging by everything, whatever happens in which order', async () => {
    const userIds = shop.userIds.slice(0, 3);
    const step = fc.record({
      user: fc.nat(2),
      what: fc.constantFrom('view', 'view', 'buy', 'buy', 'trait', 'late', 'delete', 'together'),
      item: fc.nat(8),
      hours: fc.integer({ min: 0, max: 40 }),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 10 }), async (steps) => {
        for (const { user, what, item, hours } of steps) {
          const userId = userIds[user]!;
          const view = { ...viewed, itemId: `item${item}` };
          const buy = { ...bought, itemId: `item${item}`, value: 10 + item };
          serial += 1;
          shop.wait((hours * DAY) / 24);
          // Without this pass verdicts would be due, which is another matter.
          await shop.segments.refreshDue();
          if (what === 'view') await shop.happen(userId, view);
          else if (what === 'buy') await shop.happen(userId, buy);
          else if (what === 'late') await shop.happen(userId, { ...view, at: shop.now() - DAY });
          else if (what === 'delete') await takeBack(shop, userId, buy);
          else if (what === 'together') {
            await shop.arrive(userId, view);
            await shop.happen(userId, buy);
          } else await tell(shop, userId, item % 2 === 0 ? 'Kyoto' : 'Nara', `${serial}`);
        }
        const kept = await verdicts(userIds);
        await shop.store.transaction((inside) => shop.segments.judgeServed(inside, userIds));
        assert.deepEqual(kept, await verdicts(userIds));
      }),
      { numRuns: 6 },
    );
  });

  test('are not written again: only segments that read what happened are judged', async () => {
    const userId = shop.userIds[10]!;
    const judgedAt = async () => {
      const rows = (await shop.store.memberships.ofUsers([userId])).get(userId)!;
      return new Map(rows.map(({ segmentId, at }) => [segmentId, at]));
    };
    await shop.happen(userId, { ...viewed, itemId: 'item1' });
    const before = await judgedAt();
    shop.wait(1_000);
    await shop.happen(userId, { ...bought, itemId: 'item1', value: 5 });
    const later = await judgedAt();
    const again = [...later].flatMap(([id, at]) => (at === before.get(id) ? [] : [id]));
    assert.deepEqual(again.sort(), ['both', 'buyers', 'buyers-again', 'of-one-taste', 'spenders']);
  });

  test('of an earlier version of a segment does not stand', async () => {
    const userId = shop.userIds[11]!;
    await shop.happen(userId, { ...viewed, itemId: 'item1' });
    const [stored] = (await shop.store.segments.all()).filter(({ id }) => id === 'buyers');
    await shop.segments.declare([
      {
        ...{ id: 'buyers', name: 'buyers', description: '' },
        rule: { count: { ...bought, atLeast: 1 } },
      },
    ]);
    await shop.happen(userId, { ...viewed, itemId: 'item2' });
    const now = await shop.store.memberships.get(userId, 'buyers');
    assert.equal(now?.segmentVersion, stored!.version + 1);
  });

  // Only a server lets two transactions at a user's verdicts at once.
  const skip = serverAbsent();
  test('speak of the profile that was being written when their segment was made', {
    ...(skip !== undefined && { skip }),
  }, async () => {
    const { store, segments, models } = shop;
    const userId = shop.userIds[12]!;
    await shop.arrive(userId, { ...bought, itemId: 'item1', value: 999 });
    const model = (await models.active())!;
    const fresh = await encodeProfiles(model, await historiesOf(store, [userId]), shop.now());
    const rule = { sum: { ...bought, within: '5d', atLeast: 900 } };
    const judged = Promise.withResolvers<void>();
    let isMade = false;
    const made = judged.promise
      .then(() => segments.create({ id: 'big', name: 'Big', description: '', rule }))
      .finally(() => {
        isMade = true;
      });
    await store.transaction(async (inside) => {
      await inside.profiles.upsert(fresh.map(({ row }) => row));
      await segments.evaluateUsers(inside, model, fresh);
      judged.resolve();
      // Either it waits for this transaction, or it has judged by the profile of before.
      const waits = 'select 1 from pg_locks where not granted limit 1';
      while (!isMade && (await rawQuery(store, waits)).length === 0) await sleep(5);
    });
    await made;
    assert.equal((await store.memberships.get(userId, 'big'))?.verdict, 'TRUE');
    await shop.happen(userId, { ...viewed, itemId: 'item2' });
    assert.equal((await store.memberships.get(userId, 'big'))?.verdict, 'TRUE');
  });
});

/** Buys and gives the record back in its next version, as a source does that deletes. */
async function takeBack(
  shop: Shop,
  userId: string,
  event: Parameters<Shop['arrive']>[1],
): Promise<void> {
  const id = await shop.happen(userId, event);
  const [row] = await shop.store.events.byIds(userId, [id]);
  const { sequence: _sequence, receivedAt: _receivedAt, ...stored } = row!;
  const version = { id: `${id} taken back`, version: '2', contentHash: `${id} 2`, deleted: true };
  await shop.store.events.append([{ ...stored, ...version }]);
  await shop.updater.drain();
}

async function tell(shop: Shop, userId: string, city: string, version: string): Promise<void> {
  const origin = { sourceId: 'test', version, contentHash: version };
  await shop.store.users.setTraits([{ ...origin, userId, name: 'city', value: city }]);
  await shop.updater.drain();
}
