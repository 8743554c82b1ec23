import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  encodeProfiles,
  historiesOf,
  ModelRegistry,
  UPDATER,
  Updater,
} from '../../profiles/index.ts';
import { openStore, RANGES, type Store } from '../../store/index.ts';
import { openTestStore, rawQuery, serverAbsent, type TestStore } from '../support/store.ts';
import {
  DAY,
  distance,
  END,
  event,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const USERS = 20;
const skip = serverAbsent();
const owners = Array.from({ length: USERS }, (_, user) => userId(user));
const HOOK = 'what a hook writes';

/** All that is kept of everybody's profiles. */
async function versionsOf({ profiles }: Store): Promise<unknown> {
  return Promise.all(owners.map((owner) => profiles.history(owner)));
}

/**
 * An updater that has computed a batch, and is held up before it writes it, for as long as another one takes
 * its users over, as after a pause of the whole process that is longer than a range is kept.
 */
async function overtaken(
  context: TestContext,
  meanwhile: (quick: Updater, slow: Updater, store: TestStore) => Promise<void>,
): Promise<{ readonly store: TestStore; readonly written: number; readonly before: unknown }> {
  // A process that stands still gives no signs of life: here nobody gives any that are not asked for.
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let store!: TestStore;
  const { models } = await openDesk(await trainShop(), USERS, async (clock) => {
    store = await openTestStore({ clock, kind: 'server' });
    return store;
  });
  const clock = () => END;
  const url = process.env.DATABASE_URL!;
  const other = await openStore({ url, schema: store.schema, clock });
  const quick = new Updater(other, new ModelRegistry(other, modalities), {}, { clock });
  let before: unknown = null;
  let isDue = false;
  const slow: Updater = new Updater(
    store,
    models,
    {
      async before() {
        if (!isDue) return;
        isDue = false;
        await meanwhile(quick, slow, store);
        before = await versionsOf(store);
      },
      onProfiles: (inside) => inside.changes.savePosition(HOOK, '1.1'),
    },
    { clock },
  );
  await slow.drain();
  await rawQuery(store, `delete from consumers where consumer = '${HOOK}'`);
  await store.events.append(
    shopHistories(USERS).flatMap((own) => own.events.map((one) => stored(own.userId, one))),
  );
  isDue = true;
  let written = 0;
  // What others do on the server may hold the feed up for a while.
  while (before === null) written += await slow.drain();
  await slow.stop();
  await quick.stop();
  await other.close();
  return { store, written, before };
}

/** Lets the time be over for which ranges are kept, and another updater do what waits. */
async function takeOver(quick: Updater, _slow: Updater, store: TestStore): Promise<void> {
  do {
    await rawQuery(store, 'update work_ranges set owned_until = 0; delete from workers');
    quick.share!.doubt();
    assert.equal((await quick.share!.held()).length, RANGES);
    await quick.drain();
  } while ((await store.changes.lag(UPDATER)) > 0);
}

async function assertUpToDate(store: TestStore): Promise<void> {
  const model = (await new ModelRegistry(store, modalities).active())!;
  const expected = await encodeProfiles(model, await historiesOf(store, owners), END);
  const rows = await store.profiles.byIds(owners);
  for (const { row } of expected) {
    assert.ok(distance(rows.get(row.userId)?.vector, row.vector) <= 1e-6);
  }
  assert.equal(await store.changes.lag(UPDATER), 0);
}

/** What everybody does after the batch was computed. */
const late = owners.map((owner) =>
  stored(owner, event(`late ${owner}`, { at: END + DAY, itemId: 'item3' })),
);

test('of a batch that is overtaken before it is written nothing is, and nothing counts twice', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const { store, written, before } = await overtaken(context, takeOver);
  assert.equal(written, 0);
  assert.deepEqual(await versionsOf(store), before, 'no version more');
  assert.equal(await store.changes.position(HOOK), null, 'nor what came with the profiles');
  await assertUpToDate(store);
  await store.close();
});

test('where it has the users back by then, nothing is set back to what it knew', {
  ...(skip !== undefined && { skip }),
}, async (context) => {
  const { store, before } = await overtaken(context, async (quick, slow, store) => {
    await store.events.append(late);
    await takeOver(quick, slow, store);
    await quick.stop();
    slow.share!.doubt();
    assert.equal((await slow.share!.held()).length, RANGES);
  });
  assert.deepEqual(await versionsOf(store), before);
  await assertUpToDate(store);
  await store.close();
});
