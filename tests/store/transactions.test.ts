import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUsageError, StoreValueError } from '../../store/index.ts';
import { onEveryStore, onServerStore, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

onEveryStore('transactions', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('keep what another task writes meanwhile out of themselves', async () => {
    const begun = Promise.withResolvers<void>();
    const failing = store.transaction(async (inside) => {
      await inside.events.append([newEvent({ userId: 'u_inside' })]);
      begun.resolve();
      await sleep(50);
      throw new Error('taken back');
    });
    await begun.promise;
    const other = store.events.append([newEvent({ userId: 'u_outside' })]);
    await assert.rejects(failing, /taken back/);
    await other;
    const found = await store.events.ofUsers(['u_inside', 'u_outside']);
    assert.deepEqual(
      [...found.values()].map((events) => events.length),
      [0, 1],
    );
  });

  it('leave nothing behind when they fail, in any table', async () => {
    const state = async () => [
      await store.events.counts(),
      await store.users.count(),
      await store.items.count(),
      await store.sources.status(),
      await store.deadLetters.count(null),
      (await store.changes.read(null, 1_000)).changes,
      await store.memberships.feed.end(),
      await store.models.list(),
    ];
    const start = await state();
    const failing = store.transaction(async (inside) => {
      await inside.events.append([newEvent({ userId: 'u_gone' })]);
      await inside.users.resolve([[{ kind: 'a', value: 'gone' }]]);
      await inside.sources.save('shop', 'clicks', {
        state: 1,
        watermark: null,
        records: 1,
        events: 1,
        duplicates: 0,
        rejected: 0,
        at: 1,
      });
      await inside.models.create({
        id: 'gone',
        parentId: null,
        watermark: 0,
        createdAt: 0,
        config: {},
        metrics: {},
        parts: new Map(),
      });
      throw new Error('taken back');
    });
    await assert.rejects(failing, /taken back/);
    assert.deepEqual(await state(), start);
  });

  it('never count as done after a statement failed, even if the work goes on', async () => {
    const stubborn = store.transaction(async (inside) => {
      await inside.events.append([newEvent({ userId: 'u_stubborn' })]);
      await inside.sources.saveError('s', 't', 'm', 1.5).catch(() => undefined);
    });
    await assert.rejects(stubborn);
    assert.equal((await store.events.ofUsers(['u_stubborn'])).get('u_stubborn')!.length, 0);
    assert.equal(await store.users.count(), (await store.users.page({ first: 1_000 })).rows.length);
  });

  it('fail by what was sent ahead, whatever comes next', async () => {
    const wrong = { records: 1.5, events: 0, rejected: 0, at: 1 };
    const before = [await store.events.counts(), await store.sourceRuns.all()];
    for (const more of [false, true]) {
      const failing = store.transaction(async (inside) => {
        await inside.events.append([newEvent({ userId: 'u_ahead' })]);
        await inside.sourceRuns.add('shop', 'ahead', wrong);
        if (more) await inside.events.append([newEvent({ userId: 'u_behind' })]);
      });
      await assert.rejects(failing, StoreValueError);
      assert.deepEqual([await store.events.counts(), await store.sourceRuns.all()], before);
    }
    await store.sourceRuns.add('shop', 'ahead', { ...wrong, records: 1 });
    assert.equal((await store.sourceRuns.all()).length, 1);
  });

  it('are one when nested', async () => {
    const failing = store.transaction(async (outer) => {
      await outer.transaction((inner) => inner.events.append([newEvent({ userId: 'u_nested' })]));
      assert.equal((await outer.events.ofUsers(['u_nested'])).get('u_nested')!.length, 1);
      throw new Error('taken back');
    });
    await assert.rejects(failing, /taken back/);
    assert.equal((await store.users.exists(['u_nested'])).size, 0);
  });

  it('refuse the outer store inside, rather than wait for ever', async () => {
    await assert.rejects(
      store.transaction(() => store.events.counts()),
      (error: Error) =>
        error instanceof StoreUsageError && /the store that is handed/.test(error.message),
    );
    await assert.rejects(
      store.transaction(() => store.transaction(async () => 1)),
      StoreUsageError,
    );
  });

  it('say that a closed store is closed', async () => {
    const own = await open();
    await own.close();
    await own.close();
    await assert.rejects(own.events.counts(), /has been closed/);
  });

  it('leave the event loop free', async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 2);
    const events = Array.from({ length: 5_000 }, (_, index) =>
      newEvent({ userId: `u_${index % 50}`, recordKey: `loop${index}` }),
    );
    try {
      await store.events.append(events);
    } finally {
      clearInterval(timer);
    }
    assert.ok(ticks >= 5, `only ${ticks} ticks of 2 ms passed during a bulk insert`);
  });
});

onServerStore('transactions of concurrent writers', (open) => {
  it('are run again after a deadlock', async () => {
    const store = await open();
    let runs = 0;
    const cross = (first: string, second: string) =>
      store.transaction(async (inside) => {
        runs += 1;
        await inside.events.append([newEvent({ userId: first, recordKey: `${first}1` })]);
        await sleep(100);
        await inside.events.append([newEvent({ userId: second, recordKey: `${first}2` })]);
      });
    await Promise.all([cross('u_1', 'u_2'), cross('u_2', 'u_1')]);
    assert.ok(runs > 2, 'the two got into each other’s way');
    assert.equal((await store.events.counts()).events, 4);
    await store.close();
  });
});
