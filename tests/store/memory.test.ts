import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ExternalId, Store } from '../../store/index.ts';
import { openTestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

const externalId: fc.Arbitrary<ExternalId> = fc.record({
  kind: fc.constantFrom('account', 'device'),
  value: fc.constantFrom('1', '2', '3', '4'),
});

/** What one transaction does, and whether it is taken back in the end. */
const transaction = fc.record({
  entries: fc.array(fc.array(externalId, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  limited: fc.boolean(),
  records: fc.array(fc.constantFrom('r1', 'r2', 'r3', 'r4'), { maxLength: 3 }),
  items: fc.array(
    fc.record({ id: fc.constantFrom('i1', 'i2'), version: fc.constantFrom('1', '2') }),
  ),
  messages: fc.array(fc.integer({ min: 1, max: 30 }).map(String), { maxLength: 3 }),
  fails: fc.boolean(),
});
type Transaction = typeof transaction extends fc.Arbitrary<infer Value> ? Value : never;

async function run(store: Store, steps: Transaction): Promise<unknown> {
  let told: unknown;
  const failure = new Error('taken back');
  await store
    .transaction(async (inside) => {
      const limits = steps.limited ? { most: () => 1, explicit: new Set<number>() } : null;
      const userIds = await inside.users.resolve(steps.entries, limits, 'shop');
      const events = steps.records.map((recordKey, index) =>
        newEvent({ userId: userIds[index % userIds.length]!, recordKey }),
      );
      const items = steps.items.map(({ id, version }) => ({
        id,
        title: null,
        categories: [],
        price: null,
        latitude: null,
        longitude: null,
        attributes: {},
        sourceId: 'shop',
        version,
        contentHash: '',
      }));
      told = [
        userIds,
        await inside.events.append(events),
        await inside.items.upsert(items),
        await inside.items.exists(['i1', 'i2']),
        await inside.inbox.admit('shop', steps.messages),
      ];
      if (steps.fails) throw failure;
    })
    .catch((error: unknown) => {
      if (error !== failure) throw error;
    });
  return told;
}

async function stateOf(store: Store): Promise<unknown> {
  const { rows } = await store.users.page({ first: 100 });
  const userIds = rows.map(({ row }) => row.userId);
  const events = await store.events.ofUsers(userIds);
  return [
    await store.users.externalIds(userIds),
    [...events].map(([userId, all]) => [userId, all.map(({ recordKey }) => recordKey)]),
    await store.events.counts(),
    [...(await store.items.byIds(['i1', 'i2'])).values()],
  ];
}

/** A removal makes a store forget all that it remembers, also where there is nothing to remove. */
const forget = (store: Store) => store.removeSource('another', { data: false, dryRun: false });

test('what a store remembers never makes an answer other than asking would', async () => {
  const remembering = await openTestStore({ kind: 'embedded', clock: () => 1 });
  const asking = await openTestStore({ kind: 'embedded', clock: () => 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(transaction, { minLength: 2, maxLength: 8 }), async (all) => {
      for (const steps of all) {
        await forget(asking);
        assert.deepEqual(await run(remembering, steps), await run(asking, steps));
      }
      assert.deepEqual(await stateOf(remembering), await stateOf(asking));
      for (const store of [remembering, asking]) {
        await store.removeSource('shop', { data: true, dryRun: false });
      }
    }),
    { numRuns: 25 },
  );
  await remembering.close();
  await asking.close();
});

test('what a transaction taught is known to the next, which has been waiting for it', async () => {
  const store = await openTestStore({ kind: 'embedded' });
  for (let round = 0; round < 20; round += 1) {
    const ids = ['one', 'other'].map((name) => ({ kind: 'account', value: `${name} ${round}` }));
    for (const id of ids) await store.users.resolve([[id]]);
    const [[together], ...each] = await Promise.all([
      store.transaction((inside) => inside.users.resolve([ids])),
      ...ids.map((id) => store.transaction((inside) => inside.users.resolve([[id]]))),
    ]);
    assert.deepEqual(each, [[together], [together]]);
  }
  await store.close();
});
