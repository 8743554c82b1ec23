import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Backlog } from '../../../profiles/index.ts';
import { PeriodicWork } from '../../../server/upkeep/periodic-work.ts';
import { openStore } from '../../../store/index.ts';

test('stopping waits for what is under way, and nothing is begun twice or after it', async () => {
  const faults: unknown[] = [];
  const work = new PeriodicWork((error) => faults.push(error));
  const begun = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  let [rounds, stopped] = [0, false];
  work.every(1, async () => {
    rounds += 1;
    begun.resolve();
    await free.promise;
    assert.equal(stopped, false);
  });
  await begun.promise;
  const stopping = work.stop().then(() => {
    stopped = true;
  });
  free.resolve();
  await stopping;
  assert.equal(rounds, 1);
  assert.deepEqual(faults, []);
});

test('a store that is closed after the backlog has stopped is asked no more', async () => {
  const faults: unknown[] = [];
  const store = await openStore({ folder: null });
  const backlog = new Backlog(store, { most: 1, onError: (error) => faults.push(error) });
  const free = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = store.transaction(async () => {
    held.resolve();
    await free.promise;
  });
  await held.promise;
  // A look waits for the embedded store now, as it does while somebody writes much.
  const look = Promise.withResolvers<void>();
  const active = mock.method(store.models, 'active', () => {
    active.mock.restore();
    look.resolve();
    return store.models.active();
  });
  backlog.start();
  await look.promise;
  const stopping = backlog.stop().then(() => store.close());
  free.resolve();
  await Promise.all([holding, stopping]);
  assert.deepEqual(faults, []);
});
