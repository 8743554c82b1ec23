import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historiesOf, replayProfile, summaryOf, UPDATER } from '../../profiles/index.ts';
import { LONGEST_HISTORY, type NewEvent } from '../../store/index.ts';
import { distance, END, event, openDesk, stored, trainShop, userId } from './fixture.ts';

const MANY = 2 * LONGEST_HISTORY;
const AT_ONCE = 5_000;
const [robot, shopper] = [userId(0), userId(1)];
const at = (serial: number) => END - (MANY - serial) * 1_000;
const view = (serial: number, more: Partial<NewEvent> = {}) =>
  stored(robot, event(`many-${serial}`, { itemId: `item${serial % 30}`, at: at(serial) }), more);

test('of a user with very many events the newest count, the answer says so, and others do not wait', async () => {
  const desk = await openDesk(await trainShop(), 2);
  const { store } = desk;
  const updater = desk.updater();
  await updater.drain();
  const serials = Array.from({ length: MANY }, (_, serial) => serial);
  // The oldest come last, so that what is kept is decided by when things happened.
  serials.reverse();
  for (let from = 0; from < MANY; from += AT_ONCE) {
    await store.events.append(serials.slice(from, from + AT_ONCE).map((serial) => view(serial)));
  }
  await store.events.append([stored(shopper, event('one', { itemId: 'item3' }))]);
  await updater.drain();
  assert.equal(await store.changes.lag(UPDATER), 0);

  const of = async (user: string) => (await store.profiles.byIds([user])).get(user)!;
  const profile = await of(robot);
  const summary = summaryOf(profile);
  assert.equal(summary.eventCount, LONGEST_HISTORY);
  assert.equal(summary.historyIsCut, true);
  assert.equal(summary.firstEventAt, at(MANY - LONGEST_HISTORY));
  assert.equal(summary.lastEventAt, at(MANY - 1));
  assert.equal(summaryOf(await of(shopper)).historyIsCut, undefined);
  const replayed = await replayProfile(store, desk.models, robot, desk.now());
  assert.ok(distance(replayed?.encoded.vector, profile.vector) <= 1e-6);

  // Two of the newest records are corrected: one was long ago, the other did not happen.
  const again = { version: '2', contentHash: '2' };
  const moved = { ...view(MANY - 1), ...again, id: 'a'.repeat(64), at: at(5) };
  const gone = { ...view(MANY - 2), ...again, id: 'b'.repeat(64), at: at(6), deleted: true };
  await store.events.append([moved, gone]);
  const [history] = await historiesOf(store, [robot]);
  assert.equal(history!.events.at(-1)!.at, at(MANY - 3), 'neither counts as it was first told');
  const before = { throughSequence: profile.throughSequence };
  const [past] = await historiesOf(store, [robot], before);
  assert.equal(past!.events.at(-1)!.at, at(MANY - 1), 'the past is read as it was');
  const page = await store.events.timeline(robot, { first: 2 });
  assert.deepEqual(
    page.rows.map(({ row }) => row.at),
    [at(MANY - 3), at(MANY - 4)],
  );
  await store.close();
});
