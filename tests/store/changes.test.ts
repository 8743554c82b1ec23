import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChangeCursor, openStore, type Store, StoreValueError } from '../../store/index.ts';
import { onEveryStore, onServerStore, type TestStore } from '../support/store.ts';
import { newEvent, readUntil } from './support.ts';

/** Reads what there is from a cursor on, a few at a time. */
async function follow(store: Store, from: ChangeCursor | null) {
  const seen: string[] = [];
  let cursor = from;
  for (;;) {
    const { changes } = await store.changes.read(cursor, 3);
    if (changes.length === 0) return { seen, cursor };
    seen.push(...changes.map(({ userId }) => userId));
    cursor = changes.at(-1)!.cursor;
  }
}

onEveryStore('change feed', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('has one change for each touched user and call', async () => {
    const events = ['u_1', 'u_1', 'u_2'].map((userId, index) =>
      newEvent({ userId, recordKey: `${index}` }),
    );
    await store.events.append(events);
    await store.events.append(events);
    const changes = await readUntil(async () => (await store.changes.read(null, 9)).changes, 2);
    assert.deepEqual(changes.map(({ userId, kind }) => [userId, kind]).sort(), [
      ['u_1', 'event'],
      ['u_2', 'event'],
    ]);
  });

  it('keeps the position, the lag and the tokens of a consumer', async () => {
    assert.equal(await store.changes.position('updater'), null);
    const { cursor } = await follow(store, null);
    await store.changes.savePosition('updater', cursor!);
    assert.equal(await store.changes.position('updater'), cursor);
    assert.equal(await store.changes.lag('updater'), 0);
    await store.events.append([newEvent({ userId: 'u_3' })]);
    const token = await store.changes.token();
    assert.equal(await store.changes.lag('updater'), 1);
    assert.equal(await store.changes.reached(token, 'updater'), false);
    await readUntil(async () => (await store.changes.read(cursor, 1)).changes, 1);
    const next = await follow(store, cursor);
    assert.deepEqual(next.seen, ['u_3']);
    await store.changes.savePosition('updater', next.cursor!);
    await store.events.append([newEvent({ userId: 'u_4' })]);
    assert.equal(await store.changes.reached(token, 'updater'), true);
    assert.equal(await store.changes.lag('updater', 1), 1);
    assert.equal(await store.changes.prune(['updater'], 0), 0);
    assert.equal(await store.changes.prune(['updater'], 0, 9, Date.now() + 60_000), 0);
    assert.equal(await store.changes.prune(['updater'], Date.now() + 1, 2), 2);
    // Noted by a clock that was ahead.
    assert.equal(await store.changes.prune(['updater'], 0, 9, Date.now() - 60_000), 1);
    assert.equal(await store.changes.prune(['nobody'], Date.now() + 1), 0);
    assert.equal(await store.changes.reached(token, 'updater'), true);
    await readUntil(async () => (await store.changes.read(null, 1)).changes, 1);
    assert.deepEqual((await follow(store, null)).seen, ['u_4']);
  });

  it('wakes listeners after the commit, not before and not after a rollback', async () => {
    let woken = 0;
    const stop = store.changes.subscribe(() => {
      woken += 1;
    });
    await sleep(300);
    woken = 0;
    await assert.rejects(
      store.transaction(async (inside) => {
        await inside.events.append([newEvent({ userId: 'u_undone' })]);
        throw new Error('taken back');
      }),
    );
    await sleep(50);
    assert.equal(woken, 0);
    await store.events.append([newEvent({ userId: 'u_done' })]);
    await sleep(100);
    assert.ok(woken >= 1);
    stop();
    await store.events.append([newEvent({ userId: 'u_done_later' })]);
    const before = woken;
    await sleep(50);
    assert.equal(woken, before);
  });

  it('refuses cursors and tokens that it did not give', async () => {
    await assert.rejects(store.changes.read("1.1'; drop table events", 1), StoreValueError);
    await assert.rejects(store.changes.reached('x', 'updater'), StoreValueError);
  });
});

onServerStore('change feed of concurrent writers', (open) => {
  it('gives a reader that keeps its cursor every change once', async () => {
    const store = await open();
    const written: string[] = [];
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let index = 0; index < 12; index += 1) {
        const userId = `u_${writer}_${index}`;
        written.push(userId);
        await store.transaction(async (inside) => {
          await inside.events.append([newEvent({ userId })]);
          await sleep((writer * 7 + index * 3) % 11);
        });
      }
    });
    let done = false;
    const seen: string[] = [];
    let cursor: ChangeCursor | null = null;
    const reader = async () => {
      for (let last = false; !last; ) {
        last = done;
        const part = await follow(store, cursor);
        seen.push(...part.seen);
        cursor = part.cursor;
      }
    };
    const reading = reader();
    await Promise.all(writers);
    await readUntil(async () => (await store.changes.read(null, 100)).changes, written.length);
    done = true;
    await reading;
    assert.deepEqual(seen.toSorted(), written.toSorted());
    await store.close();
  });

  it('does not pass a transaction that is still running', async () => {
    const store = await open();
    const written = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = store.transaction(async (inside) => {
      await inside.events.append([newEvent({ userId: 'u_slow' })]);
      written.resolve();
      await release.promise;
    });
    await written.promise;
    await store.events.append([newEvent({ userId: 'u_fast' })]);
    assert.deepEqual((await follow(store, null)).seen, []);
    release.resolve();
    await slow;
    await readUntil(async () => (await store.changes.read(null, 2)).changes, 2);
    assert.deepEqual((await follow(store, null)).seen, ['u_slow', 'u_fast']);
    await store.close();
  });

  it('wakes listeners of other processes', async () => {
    const store = await open();
    const other = await openStore({ url: process.env.DATABASE_URL!, schema: store.schema });
    const woken = Promise.withResolvers<void>();
    other.changes.subscribe(() => undefined);
    await sleep(300);
    other.changes.subscribe(() => woken.resolve());
    await store.events.append([newEvent()]);
    await woken.promise;
    await other.close();
    await store.close();
  });
});
