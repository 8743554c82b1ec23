import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type EncodedProfile,
  FusionModel,
  type ReadOptions,
  type UserHistory,
} from '../../fusion/index.ts';
import { UPDATER } from '../../profiles/index.ts';
import { event, openDesk, shopHistories, stored, trainShop, userId, vectorsOf } from './fixture.ts';

const USERS = 6;
const POISON = 'poison';

/** A model with a fault: one kind of item makes it throw, another makes it give what is no number. */
class FaultyModel extends FusionModel {
  override async encode(
    histories: readonly UserHistory[],
    options: ReadOptions,
  ): Promise<EncodedProfile[]> {
    const has = (itemId: string) =>
      histories.some(({ events }) => events.some((one) => one.itemId === itemId));
    if (has(POISON)) throw new RangeError(`the item ${POISON} of somebody`);
    const encoded = await super.encode(histories, options);
    return has('void') ? encoded.map((one) => ({ ...one, vector: one.vector.fill(NaN) })) : encoded;
  }
}

describe('poison events', () => {
  let faulty: FusionModel;
  before(async () => {
    const { network, reader } = await trainShop();
    faulty = new FaultyModel(network, reader, { settings: 'faulty', metrics: null });
  });

  test('an event that the model fails on holds up nobody else, is told, and is got over', async () => {
    const desk = await openDesk(faulty, USERS);
    const { store } = desk;
    const events = shopHistories().slice(0, USERS);
    await store.events.append(
      events.flatMap((own) => own.events.map((one) => stored(own.userId, one))),
    );
    await desk.updater().drain();
    const start = await vectorsOf(store);
    assert.equal(start.size, USERS);
    assert.deepEqual(await store.encodingFailures.list(10), []);

    const poison = stored(userId(0), event('poison', { itemId: POISON }));
    const nothing = stored(userId(1), event('void', { itemId: 'void' }));
    const good = [2, 3].map((user) =>
      stored(userId(user), event(`good ${user}`, { itemId: 'item9' })),
    );
    await store.events.append([poison, nothing, ...good]);
    await desk.updater().drain();
    assert.equal(await store.changes.lag(UPDATER), 0, 'the feed goes on');
    const after = await vectorsOf(store);
    for (const user of [0, 1]) assert.deepEqual(after.get(userId(user)), start.get(userId(user)));
    for (const user of [2, 3])
      assert.notDeepEqual(after.get(userId(user)), start.get(userId(user)));
    const failures = await store.encodingFailures.list(10);
    assert.deepEqual(
      new Map(failures.map((one) => [one.userId, one.error])),
      new Map([
        [userId(0), 'RangeError'],
        [userId(1), 'NotFiniteError'],
      ]),
    );
    assert.doesNotMatch(JSON.stringify(failures), /somebody/, 'no message, which may be personal');

    // The record is corrected; the other user's failure stands.
    const mended = { ...poison, id: 'c'.repeat(64), itemId: 'item4', version: '2' };
    await store.events.append([mended]);
    await desk.updater().drain();
    assert.notDeepEqual((await vectorsOf(store)).get(userId(0)), start.get(userId(0)));
    assert.deepEqual(
      (await store.encodingFailures.list(10)).map((one) => one.userId),
      [userId(1)],
    );
    await store.close();
  });

  test('in a first encoding of everybody the others get their profiles', async () => {
    const desk = await openDesk(null, USERS);
    await desk.store.events.append([stored(userId(0), event('poison', { itemId: POISON }))]);
    await desk.promote(faulty);
    await desk.updater().drain();
    assert.equal((await vectorsOf(desk.store)).size, USERS - 1);
    assert.equal((await desk.store.encodingFailures.list(10)).length, 1);
    await desk.store.close();
  });
});
