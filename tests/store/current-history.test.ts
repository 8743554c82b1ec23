import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { NewEvent } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

const of = (userId: string, recordKey: string, more: Partial<NewEvent> = {}) =>
  newEvent({ userId, id: `${userId} ${recordKey}`, recordKey, ...more });

onEveryStore('histories as they are now', (open) => {
  let store: TestStore;
  const users: Record<string, string> = {};

  before(async () => {
    store = await open();
    const names = [
      'plain',
      'alike',
      'corrected',
      'deleted',
      'merged',
      'survivor',
      'named',
      'silent',
    ];
    const ids = await store.users.resolve(names.map((value) => [{ kind: 'name', value }]));
    for (const [place, name] of names.entries()) users[name] = ids[place]!;
    const { plain, alike, corrected, deleted, merged, survivor, named } = users as Record<
      string,
      string
    >;
    await store.events.append([
      of(plain!, 'b', { at: 2 }),
      of(plain!, 'a', { at: 3, value: 1.5, attributes: { colour: 'red' } }),
      of(plain!, 'c', { at: 1 }),
      // At the same instant the bytes of their ids decide: a capital comes before, an accent last.
      ...['z', 'é', 'Z', 'a'].map((key) => of(alike!, key, { at: 5 })),
      of(corrected!, 'order', { part: 0 }),
      of(corrected!, 'order', { part: 1, id: 'line 2' }),
      of(corrected!, 'order', { part: 1, id: 'line 2 again', version: '2', value: 3 }),
      of(deleted!, 'kept'),
      of(deleted!, 'gone', { deleted: true }),
      of(merged!, 'before'),
      of(survivor!, 'own'),
    ]);
    const trait = (name: string, value: string, version: string) => ({
      ...{ userId: named!, name, value, version, sourceId: 'crm', contentHash: version },
    });
    await store.users.setTraits([
      trait('city', 'Kyoto', '2'),
      trait('city', 'Nara', '1'),
      trait('age', '44', '1'),
    ]);
    await store.users.resolve([
      [
        { kind: 'name', value: 'survivor' },
        { kind: 'name', value: 'merged' },
      ],
    ]);
  });
  after(() => store.close());

  it('are the same read in one go and as of their own last sequence', async () => {
    const ids = [...Object.values(users), 'nobody'];
    const current = await store.events.current(ids);
    assert.deepEqual([...current.keys()].sort(), ids.toSorted());
    const through = new Map(
      [...current].map(([userId, { throughSequence }]) => [userId, throughSequence]),
    );
    assert.deepEqual(through, await store.events.lastSequenceOf(ids));
    const rows = await store.events.ofUsers(ids, { throughSequence: through });
    const traits = await store.users.traits(ids, { throughSequence: through });
    for (const [userId, history] of current) {
      const events = (rows.get(userId) ?? []).map((row) => row.id);
      assert.deepEqual(
        history.events.map(({ id }) => id),
        events,
      );
      assert.deepEqual(history.traits, traits.get(userId) ?? {});
    }
  });

  it('hold what counts: of versions the newest, of deleted events none, of a merged user everything', async () => {
    const current = await store.events.current(Object.values(users));
    const told = (name: string) =>
      current.get(users[name]!)!.events.map(({ id }) => id.replace(users[name]!, '').trim());
    assert.deepEqual(told('plain'), ['c', 'b', 'a']);
    assert.deepEqual(told('alike'), ['Z', 'a', 'z', 'é']);
    assert.deepEqual(told('corrected').sort(), ['line 2 again', 'order']);
    assert.deepEqual(told('deleted'), ['kept']);
    assert.equal(told('survivor').length, 2);
    assert.deepEqual(told('merged').length, 2);
    assert.deepEqual(told('silent'), []);
    assert.deepEqual(current.get(users.named!)!.traits, { age: '44', city: 'Kyoto' });
    const { events } = current.get(users.plain!)!;
    assert.deepEqual(events[2], {
      ...{ id: `${users.plain} a`, modality: 'browsing', type: events[2]!.type, at: 3 },
      ...{
        itemId: events[2]!.itemId,
        otherUserId: null,
        value: 1.5,
        attributes: { colour: 'red' },
      },
    });
  });

  it('tell which modalities a profile has not seen, unless more than events is new', async () => {
    const own = [users.plain!, users.corrected!, users.named!, users.silent!];
    const news = async () => {
      const found = await store.events.current(own);
      return own.map((userId) => found.get(userId)!.news);
    };
    assert.deepEqual(await news(), [null, null, null, null]);
    const reach = await store.events.lastSequenceOf(own);
    const profile = { modelId: 'model', asOf: 1, vector: [1], summary: {}, computedAt: 1 };
    const seen = own.map((userId) => ({ ...profile, userId, throughSequence: reach.get(userId)! }));
    await store.profiles.upsert(seen);
    const rows = await store.events.ofUsers([users.plain!]);
    const { sequence: _sequence, receivedAt: _receivedAt, ...known } = rows.get(users.plain!)![0]!;
    await store.events.append(
      own.flatMap((userId) =>
        ['social', 'browsing', 'social'].map((modality, at) => ({
          ...known,
          ...{
            userId,
            modality,
            at: 100 + at,
            id: `news ${at} ${userId}`,
            recordKey: `news ${at}`,
          },
        })),
      ),
    );
    const [plain, corrected, named, silent] = await news();
    assert.deepEqual(plain?.toSorted(), ['browsing', 'social']);
    assert.equal(corrected, null);
    assert.deepEqual(named?.toSorted(), ['browsing', 'social']);
    assert.deepEqual(silent?.toSorted(), ['browsing', 'social']);
    await store.users.setTraits([
      {
        userId: users.named!,
        name: 'city',
        value: 'Uji',
        sourceId: 's',
        version: '3',
        contentHash: '3',
      },
    ]);
    assert.equal((await news())[2], null);
  });
});
