import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { FusionModel } from '../../fusion/index.ts';
import {
  ModelRegistry,
  Recommender,
  replayProfile,
  summaryOf,
  Updater,
} from '../../profiles/index.ts';
import type { NewEvent, ProfileRow, Store } from '../../store/index.ts';
import { openTestStore } from '../support/store.ts';
import {
  DAY,
  type Desk,
  distance,
  END,
  event,
  modalities,
  openDesk,
  refreshAll,
  shopHistories,
  stored,
  trainShop,
  USERS,
  userId,
  vectorsOf,
} from './fixture.ts';

const HOUR = DAY / 24;
const SILENT_DAYS = 200;
const allEvents: NewEvent[] = shopHistories().flatMap((history) =>
  history.events.map((one) => stored(history.userId, one)),
);

async function rowsOf(store: Store): Promise<Map<string, ProfileRow>> {
  const found = new Map<string, ProfileRow>();
  for await (const rows of store.profiles.scan())
    for (const row of rows) found.set(row.userId, row);
  return found;
}

const lapseOf = (row: ProfileRow | undefined): number =>
  summaryOf(row!).readOuts.find(({ name }) => name === 'lapse')!.value;

describe('profiles of those to whom nothing happens', () => {
  let model: FusionModel;
  before(async () => {
    model = await trainShop();
  });

  const openFull = async (): Promise<Desk> => {
    const desk = await openDesk(model);
    await desk.store.events.append(allEvents);
    await desk.updater().drain();
    return desk;
  };

  test('time alone moves what they foretell, once a day', async () => {
    const desk = await openFull();
    const updater = desk.updater();
    assert.equal(await refreshAll(updater), 0);
    const first = await rowsOf(desk.store);
    desk.wait(SILENT_DAYS * DAY + 5 * HOUR);
    assert.equal(await refreshAll(updater), USERS);
    const later = await rowsOf(desk.store);
    for (const [user, row] of later) {
      assert.equal(row.asOf, END + SILENT_DAYS * DAY);
      assert.equal(row.version, first.get(user)!.version + 1);
      assert.ok(distance(row.vector, first.get(user)?.vector) > 1e-6);
    }
    const moved = [...later].map(([user, row]) => lapseOf(row) - lapseOf(first.get(user)));
    assert.ok(Math.max(...moved.map(Math.abs)) > 0.05, `moved by ${moved}`);
    assert.equal(updater.refreshedThrough, desk.now());
    // Neither by this process nor by one that begins anew, as long as the day lasts.
    for (const waitMs of [0, 4 * HOUR, 14 * HOUR]) {
      desk.wait(waitMs);
      assert.equal(await refreshAll(updater), 0);
      assert.equal(await refreshAll(desk.updater()), 0);
    }
    desk.wait(HOUR);
    assert.equal(await refreshAll(updater), USERS);
    assert.equal(await refreshAll(updater), 0);
    const versions = await desk.store.profiles.history(userId(1));
    assert.deepEqual(
      versions.slice(-2).map(({ asOf }) => asOf),
      [END + SILENT_DAYS * DAY, END + (SILENT_DAYS + 1) * DAY],
    );
    await desk.store.close();
  });

  test('an event after it counts, and who had one is not due; a late one does not turn time back', async () => {
    const desk = await openFull();
    desk.wait(10 * DAY + 3 * HOUR);
    const updater = desk.updater();
    const [early, late] = [userId(0), userId(1)];
    const view = (user: string, name: string, at: number) =>
      desk.store.events.append([stored(user, event(name, { itemId: 'item1', at }))]);
    await view(early, 'now', desk.now());
    // What was asked for first is done first.
    const [drained, refreshed] = await Promise.all([updater.drain(), updater.refresh()]);
    assert.equal(drained, 1);
    assert.equal(refreshed! + (await refreshAll(updater)), USERS - 1);
    await view(late, 'late', END + DAY);
    assert.equal(await updater.drain(), 1);
    assert.equal(await refreshAll(desk.updater()), 0);
    const rows = await rowsOf(desk.store);
    assert.equal(rows.get(early)?.asOf, desk.now());
    assert.equal(rows.get(late)?.asOf, END + 10 * DAY);
    assert.equal(summaryOf(rows.get(late)!).lastEventAt, END + DAY);
    await desk.store.close();
  });

  test('what is not stored is given again, by the same process', async () => {
    const desk = await openFull();
    desk.wait(2 * DAY);
    let fails = true;
    const updater = desk.updater({
      onProfiles: async () => {
        if (fails) throw new Error('The connection was lost.');
      },
    });
    await assert.rejects(updater.refresh(), /was lost/);
    fails = false;
    assert.equal(await refreshAll(updater), USERS);
    await desk.store.close();
  });

  test('of somebody for whom nothing came it is known that nothing did', async () => {
    const desk = await openFull();
    desk.wait(2 * DAY);
    await desk.store.events.append([stored(userId(0), event('new', { at: desk.now() - DAY }))]);
    const news = new Map<string, readonly string[] | null | undefined>();
    const updater = desk.updater({
      onProfiles: async (_inside, _model, profiles) => {
        for (const { history } of profiles) news.set(history.userId, history.news);
      },
    });
    await refreshAll(updater);
    assert.equal(news.size, USERS);
    for (const [user, known] of news) {
      if (user === userId(0)) assert.notDeepEqual(known, []);
      else assert.deepEqual(known, []);
    }
    await desk.store.close();
  });

  test('no more profiles are looked at than are due, also after a pass in which nobody was', async (t) => {
    const desk = await openFull();
    const updater = desk.updater();
    assert.equal(await refreshAll(updater), 0);
    desk.wait(2 * DAY);
    const looked = t.mock.method(desk.store.profiles, 'instants');
    assert.equal(await refreshAll(updater), USERS);
    const rows = await Promise.all(looked.mock.calls.map(({ result }) => result!));
    // The first look may be at everybody.
    assert.ok(rows.flat().length <= 2 * USERS + 16, `${rows.flat().length} rows`);
    await desk.store.close();
  });

  test('a day that the clock has not come to, because it stood ahead, is left', async () => {
    const desk = await openFull();
    desk.wait(400 * DAY);
    const updater = desk.updater();
    assert.equal(await refreshAll(updater), USERS);
    desk.wait(-390 * DAY);
    assert.equal(await refreshAll(desk.updater()), USERS);
    for (const row of (await rowsOf(desk.store)).values()) assert.equal(row.asOf, END + 10 * DAY);
    assert.equal(await refreshAll(desk.updater()), 0);
    await desk.store.close();
  });

  test('whatever the order of events, refreshes and restarts, the profiles of a day are the same', async () => {
    const undisturbed = await openDesk(model);
    undisturbed.wait(5 * DAY);
    await undisturbed.store.events.append(allEvents);
    await undisturbed.updater().drain();
    const expected = await vectorsOf(undisturbed.store);
    await undisturbed.store.close();
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(allEvents, { minLength: allEvents.length }),
        fc.array(fc.constantFrom('drain', 'refresh', 'wait', 'restart'), {
          minLength: 12,
          maxLength: 16,
        }),
        async (events, steps) => {
          const desk = await openDesk(model);
          let updater = desk.updater({}, 30);
          let days = 0;
          const rest = [...events];
          for (const step of steps) {
            await desk.store.events.append(rest.splice(0, 60));
            if (step === 'drain') await updater.drain();
            if (step === 'refresh') await updater.refresh();
            if (step === 'restart') updater = desk.updater({}, 30);
            if (step === 'wait' && days < 5) {
              days += 1;
              desk.wait(DAY);
              await updater.drain();
              await refreshAll(updater);
            }
          }
          await desk.store.events.append(rest);
          await updater.drain();
          desk.wait((5 - days) * DAY);
          await refreshAll(updater);
          // Whom a pass had gone by before time went on is for the next one.
          desk.wait(2 * HOUR);
          await refreshAll(updater);
          const found = await vectorsOf(desk.store);
          assert.deepEqual([...found.keys()], [...expected.keys()]);
          for (const [user, vector] of expected) {
            assert.ok(distance(found.get(user), vector) <= 1e-6);
          }
          await desk.store.close();
        },
      ),
      { numRuns: 3, endOnFailure: true },
    );
  });

  test('interrupted, it goes on with those who are left', async () => {
    const desk = await openFull();
    desk.wait(3 * DAY);
    const before = await rowsOf(desk.store);
    let batches = 0;
    const failing = desk.updater({
      onProfiles: async () => {
        batches += 1;
        if (batches === 3) throw new Error('the power went');
      },
    });
    await assert.rejects(refreshAll(failing), /the power went/);
    assert.ok((await refreshAll(desk.updater())) < USERS);
    for (const [user, { version, asOf }] of await rowsOf(desk.store)) {
      assert.equal(version, before.get(user)!.version + 1);
      assert.equal(asOf, desk.now());
    }
    await desk.store.close();
  });

  test('what was served before and after is replayed as it was, with what was recommended', async () => {
    const desk = await openFull();
    const recommender = new Recommender(desk.store, desk.models);
    const served: { row: ProfileRow; at: number; recommended: unknown }[] = [];
    for (let day = 0; day < 3; day += 1) {
      await refreshAll(desk.updater());
      const row = (await desk.store.profiles.byIds([userId(2)])).get(userId(2))!;
      const recommended = (await recommender.of([row])).get(userId(2));
      served.push({ row, at: desk.now(), recommended });
      desk.wait(20 * DAY);
    }
    const models = new ModelRegistry(desk.store, modalities);
    for (const { row, at, recommended } of served) {
      const replayed = await replayProfile(desk.store, models, userId(2), at);
      assert.equal(replayed?.served.asOf, row.asOf);
      assert.ok(distance(replayed?.encoded.vector, row.vector) <= 1e-6);
      assert.deepEqual(replayed?.encoded.readOuts, summaryOf(row).readOuts);
      const forgetful = new Recommender(desk.store, models);
      assert.deepEqual((await forgetful.of([replayed!.served])).get(userId(2)), recommended);
    }
    assert.ok(distance(served[0]!.row.vector, served[2]!.row.vector) > 1e-6);
    assert.notDeepEqual(served[0]!.recommended, served[2]!.recommended);
    await desk.store.close();
  });

  test('of a model that was trained on what had ended long before, nothing ages', async () => {
    const desk = await openDesk(null);
    desk.wait(30 * DAY);
    await desk.promote(model);
    await desk.store.events.append(allEvents);
    const updater = desk.updater();
    await updater.drain();
    desk.wait(30 * DAY);
    assert.equal(await refreshAll(updater), 0);
    for (const { asOf } of (await rowsOf(desk.store)).values()) assert.equal(asOf, END);
    await desk.store.close();
  });
});

test('two processes share it: everybody once, each by whoever has the user', {
  ...(!process.env.DATABASE_URL && { skip: 'DATABASE_URL names no server' }),
}, async () => {
  const model = await trainShop();
  const desk = await openDesk(model, USERS, (clock) => openTestStore({ clock, kind: 'server' }));
  await desk.store.events.append(allEvents);
  const first = desk.updater();
  while ((await desk.store.changes.lag('profiles')) > 0) await first.drain();
  const before = await rowsOf(desk.store);
  const second = new Updater(
    desk.store,
    new ModelRegistry(desk.store, modalities),
    {},
    {
      ...{ clock: desk.now, refreshAfterMs: DAY },
    },
  );
  while ((await second.share!.held()).length === 0 || (await first.share!.held()).length === 16) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  desk.wait(2 * DAY);
  const shares = await Promise.all([refreshAll(first), refreshAll(second)]);
  assert.equal(shares[0] + shares[1], USERS);
  assert.ok(Math.min(...shares) > 0);
  for (const [user, { version, asOf }] of await rowsOf(desk.store)) {
    assert.equal(version, before.get(user)!.version + 1);
    assert.equal(asOf, desk.now());
  }
  await first.stop();
  await second.stop();
  await desk.store.close();
});
