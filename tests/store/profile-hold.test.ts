import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/index.ts';
import { openTestStore, rawQuery, serverAbsent, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

// A deadlock is resolved by PostgreSQL after a second, and the work is done again: it shows in how often.
describe('users and profiles that are held', { skip: serverAbsent() }, () => {
  let store: TestStore;
  let users: readonly [string, string];

  before(async () => {
    store = await openTestStore({ kind: 'server' });
    const ids = await store.users.resolve(['a', 'b'].map((value) => [{ kind: 'name', value }]));
    users = ids.sort() as [string, string];
  });
  after(() => store.close());

  const waits = async (): Promise<void> => {
    while ((await rawQuery(store, 'select 1 from pg_locks where not granted')).length === 0) {
      await sleep(5);
    }
  };
  const profile = (userId: string) => {
    const times = { throughSequence: 1, asOf: 1, computedAt: 1 };
    return { userId, modelId: 'model', vector: [1], summary: {}, ...times };
  };
  /** Runs work in a transaction. @returns how often it was begun */
  const begun = async (work: (inside: Store) => Promise<unknown>): Promise<number> => {
    let times = 0;
    await store.transaction(async (inside) => {
      times += 1;
      await work(inside);
    });
    return times;
  };

  test('are not waited for with some held that somebody else takes in another order', async () => {
    const [first, last] = users;
    const isHeld = Promise.withResolvers<void>();
    const taking = begun(async (inside) => {
      await inside.events.append([newEvent({ userId: last, recordKey: 'one' })]);
      isHeld.resolve();
      await waits();
      await inside.events.append([newEvent({ userId: first, recordKey: 'two' })]);
    });
    await isHeld.promise;
    // Neither has a profile.
    const judging = begun((inside) => inside.profiles.hold({ write: [], read: users }));
    assert.deepEqual(await Promise.all([taking, judging]), [1, 1]);
  });

  test('are held before anything is written, by two who judge whom the other one writes', async () => {
    const [first, last] = users;
    const isWritten = Promise.withResolvers<void>();
    const one = begun(async (inside) => {
      await inside.profiles.hold({ write: [first], read: [last] });
      await inside.profiles.upsert([profile(first)]);
      isWritten.resolve();
      await waits();
      await inside.profiles.hold({ write: [], read: [last] });
    });
    await isWritten.promise;
    const other = begun(async (inside) => {
      await inside.profiles.hold({ write: [last], read: [first] });
      await inside.profiles.upsert([profile(last)]);
      await inside.profiles.hold({ write: [], read: [first] });
    });
    assert.deepEqual(await Promise.all([one, other]), [1, 1]);
    assert.equal((await store.profiles.byIds(users)).size, 2);
  });

  test('are who is there', async () => {
    const held = await store.transaction((inside) =>
      inside.profiles.hold({ write: [users[0], 'nobody'], read: [users[1], 'none'] }),
    );
    assert.deepEqual([...held].sort(), users);
  });
});
