import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import type { ItemRow, NewDeadLetter } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';
import { collect } from './support.ts';

const item = (fields: Partial<ItemRow> = {}): ItemRow => ({
  id: 'i1',
  title: 'Blue kettle',
  categories: ['kitchen', 'kettles'],
  price: 39.5,
  latitude: null,
  longitude: null,
  attributes: { colour: 'blue' },
  sourceId: 'shop',
  version: '1',
  contentHash: 'a',
  ...fields,
});

const letter = (fields: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
  id: 'd1',
  sourceId: 'shop',
  stream: 'orders',
  recordKey: null,
  position: 'orders.csv:17',
  reason: 'bad-date',
  message: 'ordered_at is no date.',
  record: { ordered_at: 'soon' },
  at: 10,
  ...fields,
});

onEveryStore('items, sources and dead letters', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('says which items were stored or changed since a reading, and misses none', async () => {
    const before = await store.items.changesFrom();
    const [first, second] = [item({ id: 'since 1' }), item({ id: 'since 2' })];
    await store.items.upsert([first, second]);
    const idsOf = ({ items }: { items: readonly ItemRow[] }) => items.map(({ id }) => id);
    const found = await store.items.changedSince(before);
    assert.deepEqual(found.items, [first, second]);
    // Others who write on the same server hold back what counts as over, and with it what is read twice.
    let { next } = found;
    for (let again = found; again.items.length > 0; { next } = again) {
      again = await store.items.changedSince(next);
    }
    await store.items.upsert([first, item({ id: 'since 2', version: '2', price: 1 })]);
    assert.deepEqual(idsOf(await store.items.changedSince(next)), ['since 2']);
    assert.deepEqual(idsOf(await store.items.changedSince(before)), ['since 1', 'since 2']);
  });

  it('keep of an item the greatest version, in whatever order the versions come', async () => {
    const version = fc.record({
      version: fc.constantFrom('1', '2', '10'),
      contentHash: fc.constantFrom('a', 'b'),
      batch: fc.boolean(),
    });
    let run = 0;
    const property = fc.asyncProperty(
      fc.array(version, { minLength: 1, maxLength: 6 }),
      async (told) => {
        run += 1;
        const rows = told.map((fields) =>
          item({ ...fields, id: `order${run}`, title: `${fields.version}${fields.contentHash}` }),
        );
        const together = rows.filter((_, index) => told[index]!.batch);
        for (const row of rows.filter((each) => !together.includes(each)))
          await store.items.upsert([row]);
        await store.items.upsert(together);
        const found = (await store.items.byIds([`order${run}`])).get(`order${run}`)!;
        const titles = rows.map((row) => row.title!).sort((left, right) => (left < right ? -1 : 1));
        const greatest = rows.toSorted((left, right) =>
          left.version === right.version
            ? left.contentHash < right.contentHash
              ? -1
              : 1
            : left.version < right.version
              ? -1
              : 1,
        );
        assert.equal(found.title, greatest.at(-1)!.title, titles.join());
      },
    );
    await fc.assert(property, { numRuns: 20, seed: 2 });
  });

  it('say of items what they were at an instant, and nothing of those that were not known yet', async () => {
    let now = 1_000;
    const own = await open({ clock: () => now });
    const of = async (at: number) => (await own.items.byIdsAt(['i1', 'i2'], at)).get('i1');
    await own.items.upsert([item()]);
    now = 2_000;
    await own.items.upsert([item({ version: '2', title: 'Green kettle' })]);
    now = 3_000;
    await own.items.upsert([
      item({ version: '3', categories: ['tea'], latitude: 1, longitude: 2 }),
    ]);
    assert.equal(await of(999), undefined);
    // Titles are for reading, and are today's.
    assert.deepEqual(await of(1_000), item({ version: '3' }));
    assert.deepEqual((await of(2_999))?.categories, ['kitchen', 'kettles']);
    assert.deepEqual(await of(3_000), (await own.items.byIds(['i1'])).get('i1'));
    await own.items.upsert([item({ version: '4', categories: ['herbs'] })]);
    assert.deepEqual((await of(3_000))?.categories, ['herbs'], 'told twice within an instant');
    await own.items.upsert([item({ version: '1' })]);
    assert.deepEqual((await of(9_000))?.categories, ['herbs'], 'what comes late changes nothing');
    await own.close();
  });

  it('find items by category and by text, and list them all', async () => {
    const own = await open();
    const rows = [
      item(),
      item({ id: 'i2', title: '100% wool', categories: ['clothes'] }),
      item({ id: 'i3', title: null }),
    ];
    assert.deepEqual(await own.items.upsert(rows), { changed: 3 });
    assert.deepEqual(await own.items.upsert(rows), { changed: 0 });
    const ids = async (filter: Parameters<typeof own.items.page>[1]) =>
      (await own.items.page({ first: 10 }, filter)).rows.map(({ row }) => row.id);
    assert.deepEqual(await ids({ category: 'kettles' }), ['i1', 'i3']);
    assert.deepEqual(await ids({ text: '100%' }), ['i2']);
    assert.deepEqual(await ids({ text: 'KETTLE' }), ['i1']);
    assert.deepEqual((await collect(own.items.all())).flat(), rows);
    assert.equal(await own.items.count(), 3);
    await own.close();
  });

  it('add up what a stream has given, and keep its state through errors', async () => {
    const progress = { watermark: 5, records: 3, events: 2, duplicates: 1, rejected: 1, at: 100 };
    assert.equal(await store.sources.state('shop', 'clicks'), null);
    await store.sources.save('shop', 'clicks', { ...progress, state: { line: 3 } });
    await store.sources.save('shop', 'clicks', {
      ...progress,
      watermark: null,
      state: { line: 6 },
      at: 200,
    });
    await store.sources.saveError('shop', 'clicks', 'The file is gone.', 300);
    assert.deepEqual(await store.sources.state('shop', 'clicks'), { line: 6 });
    const status = {
      sourceId: 'shop',
      stream: 'clicks',
      state: { line: 6 },
      watermark: 5,
      records: 6,
      events: 4,
      duplicates: 2,
      rejected: 2,
      lastSuccessAt: 200,
      lastErrorAt: 300,
      lastError: 'The file is gone.',
    };
    assert.deepEqual(await store.sources.status(), [status]);
    await store.sources.clearError('shop', 'clicks');
    assert.equal((await store.sources.status())[0]!.lastError, null);
    await store.sources.remove('shop');
    assert.deepEqual(await store.sources.status(), []);
  });

  it('keep a bad row once until it is replayed', async () => {
    await store.deadLetters.add([
      letter(),
      letter({ at: 11 }),
      letter({ id: 'd2', sourceId: 'other' }),
    ]);
    await store.deadLetters.add([letter({ at: 12 })]);
    assert.equal(await store.deadLetters.count(null), 2);
    assert.equal(await store.deadLetters.count('shop'), 1);
    const [pending] = await collect(store.deadLetters.pending('shop'));
    assert.deepEqual(pending, [{ ...letter(), replayedAt: null }]);
    await store.deadLetters.markReplayed(['d1'], 50);
    assert.equal(await store.deadLetters.count('shop'), 0);
    assert.equal((await store.deadLetters.page('shop', { first: 5 })).rows.length, 0);
    const all = await store.deadLetters.page('shop', { first: 5 }, { includeReplayed: true });
    assert.equal(all.rows[0]!.row.replayedAt, 50);
    assert.equal((await store.deadLetters.byIds(['d2'])).get('d2')!.sourceId, 'other');
  });

  it('keep even a letter that nothing else would hold', async () => {
    const record = { nul: 'a\0b', number: Number.NaN };
    await store.deadLetters.add([
      letter({ id: 'odd', record }),
      letter({ id: 'long', record: 'x'.repeat(10_000_000) }),
    ]);
    const found = await store.deadLetters.byIds(['odd', 'long']);
    assert.deepEqual(found.get('odd')!.record, { nul: 'a\u2400b', number: 'NaN' });
    const long = found.get('long')!.record as { truncated: boolean; length: number };
    assert.deepEqual([long.truncated, long.length], [true, 10_000_002]);
  });
});
