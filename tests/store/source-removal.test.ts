import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExternalId, Store } from '../../store/index.ts';
import { StoreUsageError } from '../../store/index.ts';
import { onEveryStore } from '../support/store.ts';
import { newEvent, readUntil } from './support.ts';

const id = (value: string, kind = 'customer'): ExternalId => ({ kind, value });
const NOTHING = {
  events: 0,
  items: 0,
  traits: 0,
  identities: 0,
  users: 0,
  consents: 0,
  deadLetters: 0,
  states: 0,
  profiles: 0,
};

/** Two sources that know partly the same people: `doomed` is removed, `kept` stays. */
async function fill(store: Store): Promise<Record<'both' | 'mine' | 'friend', string>> {
  const [both] = await store.users.resolve([[id('both')]], null, 'kept');
  await store.users.resolve([[id('both'), id('b@shop.example', 'email')]], null, 'doomed');
  const [mine, friend] = await store.users.resolve([[id('mine')], [id('friend')]], null, 'doomed');
  await store.users.resolve([[id('friend')]], null, 'kept');
  const doomed = { sourceId: 'doomed', stream: 'orders' };
  await store.events.append([
    newEvent({ ...doomed, userId: both!, recordKey: '1' }),
    newEvent({ ...doomed, userId: mine!, recordKey: '2' }),
    newEvent({ ...doomed, userId: mine!, recordKey: '3', otherUserId: friend! }),
    newEvent({ sourceId: 'kept', userId: both!, recordKey: '1' }),
  ]);
  const trait = { version: '1', contentHash: 'h', value: 'gold' };
  await store.users.setTraits([
    { ...trait, userId: both!, name: 'tier', sourceId: 'doomed' },
    { ...trait, userId: both!, name: 'city', sourceId: 'kept' },
  ]);
  const item = {
    title: 'Kettle',
    categories: [],
    price: 1,
    latitude: null,
    longitude: null,
    attributes: {},
    version: '',
    contentHash: 'h',
  };
  await store.items.upsert([
    { ...item, id: 'i1', sourceId: 'doomed' },
    { ...item, id: 'i2', sourceId: 'kept' },
  ]);
  await store.deadLetters.add([
    {
      id: 'd1',
      ...doomed,
      recordKey: null,
      position: null,
      reason: 'unreadable',
      message: 'm',
      record: null,
      at: 1,
    },
  ]);
  const progress = { records: 1, events: 1, duplicates: 0, rejected: 0, at: 1, watermark: 1 };
  await store.sources.save('doomed', 'orders', { ...progress, state: 1 });
  await store.sources.save('kept', 'views', { ...progress, state: 1 });
  return { both: both!, mine: mine!, friend: friend! };
}

const profile = (userId: string, throughSequence: number) => ({
  userId,
  throughSequence,
  modelId: 'm',
  asOf: 1,
  vector: [1, 2],
  summary: {},
  computedAt: 1,
});

/** All that a store holds, for comparing before with after. */
async function everything(store: Store): Promise<unknown> {
  const { rows } = await store.users.page({ first: 100 });
  const ids = rows.map(({ row }) => row.userId);
  return {
    ids,
    events: [...(await store.events.ofUsers(ids))],
    traits: [...(await store.users.traits(ids))],
    externalIds: [...(await store.users.externalIds(ids))],
    refused: [...(await store.users.refused(ids, 'profiling'))],
    items: [...(await store.items.byIds(['i1', 'i2']))],
    letters: await store.deadLetters.count(null),
    status: await store.sources.status(),
    changes: (await store.changes.read(null, 1000)).changes.length,
    controls: await store.sourceControls.all(),
    sequences: [...(await store.events.lastSequenceOf(ids))],
  };
}

onEveryStore('removing a source', (open) => {
  test('the dry run tells what the real run takes, and changes nothing', async () => {
    const store = await open();
    const { both, mine, friend } = await fill(store);
    const sequences = await store.events.lastSequenceOf([both, mine, friend]);
    await store.profiles.upsert([...sequences].map(([userId, last]) => profile(userId, last)));
    const before = await everything(store);
    const dry = await store.removeSource('doomed', { data: true, dryRun: true });
    assert.deepEqual(await everything(store), before);
    const real = await store.removeSource('doomed', { data: true, dryRun: false });
    assert.deepEqual(real, dry);
    assert.deepEqual(real, {
      events: 3,
      items: 1,
      traits: 1,
      identities: 2,
      users: 1,
      consents: 0,
      deadLetters: 1,
      states: 1,
      profiles: 3,
    });
    assert.deepEqual(await store.removeSource('doomed', { data: true, dryRun: false }), NOTHING);
    await store.close();
  });

  test('what another source gave stays; a user of whom nothing is left goes', async () => {
    const store = await open();
    const { both, mine, friend } = await fill(store);
    await store.profiles.upsert([profile(both, 1), profile(mine, 1)]);
    await store.removeSource('doomed', { data: true, dryRun: false });
    assert.equal(await store.users.find(id('both')), both);
    assert.equal(await store.users.find(id('friend')), friend);
    assert.equal(await store.users.find(id('b@shop.example', 'email')), null);
    assert.equal(await store.users.find(id('mine')), null);
    assert.deepEqual([...(await store.users.exists([mine]))], []);
    assert.deepEqual([...(await store.profiles.byIds([both, mine])).keys()], [both]);
    const [events] = (await store.events.ofUsers([both])).values();
    assert.deepEqual(
      events!.map(({ sourceId }) => sourceId),
      ['kept'],
    );
    assert.deepEqual((await store.users.traits([both])).get(both), { city: 'gold' });
    assert.deepEqual([...(await store.items.byIds(['i1', 'i2'])).keys()], ['i2']);
    await store.close();
  });

  test('whoever is touched is in the change feed, at a sequence no lower than before', async () => {
    const store = await open();
    const { both, friend } = await fill(store);
    const before = await store.events.lastSequenceOf([both]);
    await store.removeSource('doomed', { data: true, dryRun: false });
    const removals = async () => {
      const { changes } = await store.changes.read(null, 1000);
      return changes.filter(({ kind }) => kind === 'removal');
    };
    const touched = (await readUntil(removals, 2)).map(({ userId }) => userId);
    assert.deepEqual(new Set(touched), new Set([both, friend]));
    const after = await store.events.lastSequenceOf([both]);
    assert.ok(after.get(both)! > before.get(both)!);
    await store.close();
  });

  test('a grant is taken back to what another source said before; a refusal stays', async () => {
    const store = await open();
    const [one, two, three] = await store.users.resolve(
      [[id('1')], [id('2')], [id('3')]],
      null,
      'kept',
    );
    const consent = { purpose: 'profiling' };
    await store.users.setConsent([
      { ...consent, userId: one!, granted: false, version: '1', sourceId: 'kept' },
      { ...consent, userId: one!, granted: true, version: '2', sourceId: 'doomed' },
      { ...consent, userId: two!, granted: false, version: '1', sourceId: 'doomed' },
      { ...consent, userId: three!, granted: false, version: '1', sourceId: 'kept' },
      { ...consent, userId: three!, granted: true, version: '2', sourceId: 'doomed' },
    ]);
    // The person's own word, told to nobody's source, is newer than the grant.
    await store.users.setConsent([{ ...consent, userId: three!, granted: true, version: '3' }]);
    const refused = () => store.users.refused([one!, two!, three!], 'profiling');
    assert.deepEqual(await refused(), new Set([two!]));
    const counts = await store.removeSource('doomed', { data: true, dryRun: false });
    assert.equal(counts.consents, 2);
    assert.deepEqual(await refused(), new Set([one!, two!]));
    await store.close();
  });

  test('without its data only how far it was read is forgotten', async () => {
    const store = await open();
    const { mine } = await fill(store);
    const counts = await store.removeSource('doomed', { data: false, dryRun: false });
    assert.deepEqual(counts, { ...NOTHING, deadLetters: 1, states: 1 });
    assert.equal((await store.events.ofUsers([mine])).get(mine)!.length, 2);
    await store.close();
  });

  test('a dry run within a transaction of somebody else is refused', async () => {
    const store = await open();
    await assert.rejects(
      store.transaction((inside) => inside.removeSource('a', { data: true, dryRun: true })),
      StoreUsageError,
    );
    await store.close();
  });
});
