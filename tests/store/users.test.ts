import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { type ExternalId, type Store, StoreValueError, userIdOf } from '../../store/index.ts';
import { onEveryStore, onServerStore, type TestStore } from '../support/store.ts';
import { newEvent, readUntil } from './support.ts';

const id = (value: string): ExternalId => ({ kind: 'test', value });
const entries = fc.array(
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 8 },
);

class Undo extends Error {}

/** Runs work and takes back what it wrote, so that many runs can start from nothing. */
async function undone<T>(store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const transaction = store.transaction(async (inside) => {
    result = await work(inside);
    throw new Undo();
  });
  await assert.rejects(transaction, Undo);
  return result as T;
}

async function canonicalOf(store: Store, values: readonly string[]): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for (const value of values) found.push(await store.users.find(id(value)));
  return found;
}

onEveryStore('users', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open({ clock: () => 42 });
  });
  after(() => store.close());

  it('are the same whatever the order and the batches of the records', async () => {
    const property = fc.asyncProperty(
      entries.chain((told) =>
        fc.record({
          told: fc.constant(told),
          shuffled: fc.shuffledSubarray([...told, ...told.slice(0, 2)], { minLength: told.length }),
        }),
      ),
      async ({ told, shuffled }) => {
        const values = [...new Set(told.flat())].sort();
        const complete = [...told.filter((entry) => !shuffled.includes(entry)), ...shuffled];
        const atOnce = await undone(store, async (inside) => {
          const resolved = await inside.users.resolve(told.map((entry) => entry.map(id)));
          const found = await canonicalOf(inside, values);
          told.forEach((entry, index) => {
            assert.equal(resolved[index], found[values.indexOf(entry[0]!)]);
          });
          return found;
        });
        const oneByOne = await undone(store, async (inside) => {
          for (const entry of complete) await inside.users.resolve([entry.map(id)]);
          return canonicalOf(inside, values);
        });
        assert.deepEqual(oneByOne, atOnce);
      },
    );
    await fc.assert(property, { numRuns: 40, seed: 11 });
  });

  it('are named after the first id, stay themselves, and are found', async () => {
    const [first, again] = await store.users.resolve([[id('x'), id('y')], [id('x')]]);
    assert.equal(first, userIdOf(id('x')));
    assert.match(first!, /^u_[a-z2-7]{20}$/);
    assert.equal(again, first);
    assert.equal(await store.users.find(id('y')), first);
    assert.equal(await store.users.find(id('nobody')), null);
    assert.deepEqual((await store.users.externalIds([first!])).get(first!), [id('x'), id('y')]);
    assert.deepEqual(await store.users.exists([first!, 'u_nobody']), new Set([first]));
    await assert.rejects(store.users.resolve([[]]), StoreValueError);
  });

  it('merge into the smallest id, with a change for who remains', async () => {
    const pair = [id('merge1'), id('merge2')];
    const [one, two] = await store.users.resolve(pair.map((each) => [each]));
    const survivor = [one!, two!].sort()[0]!;
    assert.deepEqual(await store.users.resolve([pair]), [survivor]);
    const canonical = await store.users.canonical([one!, two!, 'u_nobody']);
    assert.deepEqual([...canonical.values()], [survivor, survivor, 'u_nobody']);
    const changes = await readUntil(async () => (await store.changes.read(null, 9)).changes, 1);
    assert.deepEqual(
      changes.filter(({ kind, userId }) => kind === 'merge' && userId === survivor).length,
      1,
    );
    const page = await store.users.page({ first: 1_000 });
    const ids = page.rows.map(({ row }) => row.userId);
    assert.equal(ids.filter((each) => each === one || each === two).length, 1);
    assert.equal(await store.users.count(), ids.length);
  });

  it('are resolved by the thousand in a constant number of statements', async () => {
    const told = (size: number) =>
      Array.from({ length: size }, (_, index) => [
        id(`bulk${size}/${index}`),
        id(`mail${size}/${index}`),
      ]);
    const cost = async (size: number) => {
      const start = store.statementCount();
      await store.users.resolve(told(size));
      return store.statementCount() - start;
    };
    const [few, many] = [await cost(2), await cost(3_000)];
    assert.equal(many, few);
    assert.ok((await cost(3_000)) <= 2, 'known users are only read');
  });

  it('name each trait once, however many have it', async () => {
    const none = await undone(store, (inside) => inside.users.traitNames());
    assert.deepEqual(none, []);
    const given = ['u_a', 'u_b', 'u_c'].flatMap((userId) =>
      ['city', 'age', 'Zip'].map((name) => ({
        ...{ userId, name, value: 1 },
        ...{ sourceId: 's', version: '1', contentHash: 'h' },
      })),
    );
    const names = await undone(store, async (inside) => {
      await inside.users.setTraits(given);
      return inside.users.traitNames();
    });
    assert.deepEqual(names, ['Zip', 'age', 'city']);
  });

  it('have the traits of the greatest version, as of any sequence', async () => {
    const trait = { userId: 'u_trait', name: 'city', sourceId: 's', contentHash: 'a' };
    await store.users.setTraits([{ ...trait, value: 'Bern', version: '2' }]);
    const through = await store.events.lastSequence();
    await store.users.setTraits([
      { ...trait, value: 'Aarau', version: '1' },
      { ...trait, value: 'Chur', version: '3' },
    ]);
    assert.deepEqual((await store.users.traits(['u_trait'])).get('u_trait'), { city: 'Chur' });
    const then = await store.users.traits(['u_trait'], { throughSequence: through });
    assert.deepEqual(then.get('u_trait'), { city: 'Bern' });
  });

  it('refuse a purpose by their latest word, under any of their identities', async () => {
    const said = { userId: 'u_said', purpose: 'profiling' };
    await store.users.setConsent([{ ...said, granted: false, version: '2' }]);
    await store.users.setConsent([{ ...said, granted: true, version: '1' }]);
    assert.deepEqual(
      await store.users.refused(['u_said', 'u_mute'], 'profiling'),
      new Set(['u_said']),
    );
    await store.users.setConsent([{ ...said, granted: true, version: '3' }]);
    assert.equal((await store.users.refused(['u_said'], 'profiling')).size, 0);
  });
});

onServerStore('users of concurrent writers', (open) => {
  it('come out as if there were one writer', async () => {
    const store = await open();
    const told = fc.sample(entries, { numRuns: 30, seed: 5 }).flat();
    await Promise.all(told.map((entry) => store.users.resolve([entry.map(id)])));
    const values = [...new Set(told.flat())].sort();
    const concurrent = await canonicalOf(store, values);
    const alone = await open();
    await alone.users.resolve(told.map((entry) => entry.map(id)));
    assert.deepEqual(concurrent, await canonicalOf(alone, values));
    await Promise.all([store.close(), alone.close()]);
  });

  it('are replayed exactly, however their writers interleave', async () => {
    const store = await open();
    const stages: { through: number; ids: string[] }[] = [];
    const idsAt = async (throughSequence: number) =>
      (await store.events.ofUsers(['u_busy'], { throughSequence }))
        .get('u_busy')!
        .map(({ id }) => id);
    const write = async (writer: number) => {
      for (let index = 0; index < 15; index += 1) {
        await store.events.append([
          newEvent({ userId: 'u_busy', recordKey: `${writer}/${index}` }),
        ]);
      }
    };
    const watch = async () => {
      for (let index = 0; index < 30; index += 1) {
        const through = (await store.events.lastSequenceOf(['u_busy'])).get('u_busy')!;
        stages.push({ through, ids: await idsAt(through) });
      }
    };
    await Promise.all([write(1), write(2), write(3), watch()]);
    for (const { through, ids } of stages) assert.deepEqual(await idsAt(through), ids);
    assert.equal((await idsAt(Number.MAX_SAFE_INTEGER)).length, 45);
    await store.close();
  });
});
