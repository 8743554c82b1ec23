import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type NewEvent, StoreValueError } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

const bad: Record<string, Partial<NewEvent>> = {
  'a value that is NaN': { value: Number.NaN },
  'an infinite value': { value: Number.POSITIVE_INFINITY },
  'an attribute that is NaN': { attributes: { price: Number.NaN } },
  'a time that is no whole number': { at: 1.5 },
  'a NUL character in a key': { recordKey: 'a\0b' },
  'a NUL character in an attribute': { attributes: { note: 'a\0b' } },
  'half a surrogate pair': { attributes: { note: '\ud800' } },
  'half a surrogate pair in a type': { type: 'view\udc00' },
  'a text of 10 MB': { attributes: { note: 'x'.repeat(10_000_000) } },
  'a key of 10 MB': { itemId: 'x'.repeat(10_000_000) },
  'an empty key': { recordKey: '' },
};

onEveryStore('values', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  for (const [what, fields] of Object.entries(bad)) {
    it(`are refused as a whole with ${what}`, async () => {
      const events = [newEvent({ recordKey: 'good' }), newEvent({ ...fields, id: 'bad' })];
      await assert.rejects(store.events.append(events), (error: Error) => {
        assert.ok(error instanceof StoreValueError);
        assert.match(error.message, /^events\.\w+/);
        assert.ok(error.message.length < 200, 'the value itself is not quoted');
        return true;
      });
      assert.equal((await store.events.counts()).events, 0);
      assert.equal(await store.users.count(), 0);
      assert.deepEqual((await store.changes.read(null, 1)).changes, []);
    });
  }

  it('come back as they went in, whatever characters they are made of', async () => {
    const attributes = {
      quotes: `"'\\{},\n\t`,
      escape: '\\u0000 is text here',
      nothing: null,
      word: 'NULL',
      emoji: '茶壶 🫖',
      large: 1e308,
      small: -5e-324,
      truth: false,
    };
    const event = newEvent({ userId: 'u_"{},\\\n茶', value: 0.1 + 0.2, attributes, at: -1 });
    await store.events.append([event]);
    const [found] = (await store.events.ofUsers([event.userId])).get(event.userId)!;
    const { sequence: _sequence, receivedAt: _receivedAt, ...rest } = found!;
    assert.deepEqual(rest, event);
  });

  it('that cannot be stored cannot be looked up either', async () => {
    const id = 'a\0b';
    const lookups = [
      () => store.users.find({ kind: 'email', value: id }),
      () => store.users.exists([id]),
      () => store.events.ofUsers([id]),
      () => store.profiles.similar(id, 1),
      () => store.items.page({ first: 1 }, { text: id }),
      () => store.memberships.get(id, id),
    ];
    for (const lookup of lookups) await assert.rejects(lookup(), StoreValueError);
    assert.equal(await store.users.find({ kind: 'email', value: 'x'.repeat(10_000_000) }), null);
    assert.equal(await store.items.count(), 0);
  });

  it('that are vectors must be finite', async () => {
    const profile = {
      userId: 'u_vector',
      throughSequence: 1,
      modelId: 'm',
      asOf: 1,
      vector: [1, Number.NaN],
      summary: {},
      computedAt: 1,
    };
    await assert.rejects(store.profiles.upsert([profile]), StoreValueError);
    assert.equal((await store.profiles.byIds(['u_vector'])).size, 0);
  });
});
