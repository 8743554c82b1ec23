import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { aloneAt } from '../../profiles/index.ts';
import { onEveryStore } from '../support/store.ts';

onEveryStore('work that one process at a time may do', (open) => {
  test('is refused to a second one, and free again when it is done or has failed', async () => {
    const store = await open();
    const told: string[] = [];
    const first = await aloneAt(store, 'work', async () => {
      assert.equal(await aloneAt(store, 'work', async () => told.push('second')), null);
      await aloneAt(store, 'other work', async () => told.push('other'));
      return 'done';
    });
    assert.deepEqual(first, { result: 'done' });
    assert.deepEqual(told, ['other']);
    const failing = aloneAt(store, 'work', async () => Promise.reject(new RangeError('failed')));
    await assert.rejects(failing, RangeError);
    assert.notEqual(await aloneAt(store, 'work', async () => 'again'), null);
    await store.close();
  });

  test('of a process that was killed it passes to another after a while, and it never gives it back twice', async () => {
    const store = await open();
    const { leases } = store;
    assert.equal(await leases.take('work', 'killed', 300), true);
    assert.equal(await leases.take('work', 'other', 300), false);
    while (!(await leases.take('work', 'other', 60_000))) await pause(20);
    assert.equal(await leases.take('work', 'killed', 300), false);
    await leases.giveBack('work', 'killed');
    assert.equal(await leases.take('work', 'third', 300), false, "it is the other's still");
    assert.equal(await leases.take('work', 'other', 60_000), true, 'a beat keeps it');
    await store.close();
  });
});
