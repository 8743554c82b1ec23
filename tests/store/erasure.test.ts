import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLEANED_TABLES, ERASURE_PLACES, KEPT_TABLES } from '../../store/erasure-places.ts';
import { ErasedMeanwhileError } from '../../store/errors.ts';
import type { ExternalId, Json, Store } from '../../store/index.ts';
import { onEveryStore, onServerStore, rawQuery, type TestStore } from '../support/store.ts';
import { newEvent, readUntil } from './support.ts';

const DAY = 86_400_000;
const id = (value: string, kind = 'customer'): ExternalId => ({ kind, value });
const EMAIL = 'ann@shop.example';

interface People {
  /** Who is erased. */
  readonly ann: string;
  /** What ann was called before two of her ids came together. */
  readonly before: string;
  readonly friend: string;
  readonly stranger: string;
}

/** A shop that has something of ann in every table that can hold something of a user. */
async function fill(store: Store): Promise<People> {
  const [one, two] = await store.users.resolve([[id('ann-1')], [id(EMAIL, 'email')]], null, 'shop');
  const [friend, stranger] = await store.users.resolve([[id('bob')], [id('cy')]], null, 'shop');
  const [ann] = await store.users.resolve([[id('ann-1'), id(EMAIL, 'email')]], null, 'shop');
  const before = ann === one ? two! : one!;
  await store.inbox.admit('shop', ['message-1', 'message-2']);
  const tie = { modality: 'social', type: 'friend', itemId: null };
  await store.events.append([
    newEvent({ userId: ann!, recordKey: 'message-1' }),
    newEvent({ userId: before, recordKey: 'r2' }),
    newEvent({ userId: ann!, recordKey: 'r3', ...tie, otherUserId: friend! }),
    newEvent({ userId: friend!, recordKey: 'message-2' }),
    newEvent({ userId: friend!, recordKey: 'r5', ...tie, otherUserId: before }),
    newEvent({ userId: stranger!, recordKey: 'r6', ...tie, otherUserId: friend! }),
  ]);
  for (const userId of [ann!, friend!]) {
    const trait = { userId, name: 'city', value: 'Bonn', sourceId: 'shop', version: '1' };
    await store.users.setTraits([{ ...trait, contentHash: 'h' }]);
    const consent = { userId, purpose: 'profiling', granted: true, version: '1' };
    await store.users.setConsent([{ ...consent, sourceId: 'shop' }]);
  }
  await store.removeSource('other', { data: true, dryRun: false });
  await fillDerived(store, [ann!, friend!, stranger!]);
  const records: Json[] = [
    { key: 'ann-1', total: 'much' },
    { nested: [{ mail: EMAIL }] },
    { kind: 'raw', raw: `7;${EMAIL};x` },
    { mail: `jo${EMAIL}` },
    { kind: 'raw', raw: `7;jo${EMAIL};x` },
  ];
  await store.deadLetters.add(
    records.map((record, index) => ({
      id: `letter-${index}`,
      ...{ sourceId: 'shop', stream: 'orders', recordKey: null, position: null },
      ...{ reason: 'unreadable', message: 'm', record, at: 1 },
    })),
  );
  return { ann: ann!, before, friend: friend!, stranger: stranger! };
}

async function fillDerived(store: Store, userIds: readonly string[]): Promise<void> {
  const at = 1_000;
  const definition = { ask: { like: { users: userIds } }, seedIds: userIds };
  const segment = { kind: 'LOOKALIKE' as const, name: 'n', description: '', modelId: null, at };
  await store.segments.create({ id: 'alike', ...segment, definition });
  await store.profiles.upsert(
    userIds.map((userId) => ({
      ...{ userId, throughSequence: 1, modelId: 'm', asOf: 1, vector: [1, 2] },
      ...{ summary: {}, computedAt: at },
    })),
  );
  const verdict = { segmentId: 'alike', segmentVersion: 1, verdict: 'TRUE' as const, score: 1 };
  const changes = await store.memberships.replace(
    userIds.map((userId) => ({
      ...{ userId, ...verdict, member: true, proof: { of: userId }, validUntil: null, at },
    })),
  );
  const failure = { modelId: 'm', throughSequence: 1, error: 'Error', at };
  await store.encodingFailures.note(userIds.map((userId) => ({ userId, ...failure })));
  await store.comparisons.claim('m2', 'm', userIds);
  const claim = { id: 'crm', owner: 'here', until: at };
  await store.audiences.claim(claim, 0);
  const [first] = changes;
  const place = { transaction: 1, sequence: 0 };
  await store.audiences.advance(claim, null, place, {
    delivered: 0,
    deadEnds: [{ sequence: first!.sequence, message: 'no', at }],
    at,
  });
}

async function tablesOf(store: TestStore): Promise<string[]> {
  const rows = await rawQuery(
    store,
    `select table_name as name from information_schema.tables where table_schema = '${store.schema}'
      and table_name not like 'kysely%' order by 1`,
  );
  return rows.map(({ name }) => String(name));
}

/** Where a text is found, in whatever column of whatever table. */
async function placesOf(store: TestStore, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(store)) {
    const rows = await rawQuery(store, `select t::text as row from "${table}" t`);
    if (rows.some(({ row }) => texts.some((text) => String(row).includes(text)))) found.push(table);
  }
  return found;
}

function counted(places: readonly { place: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(places.map(({ place, count }) => [place, count]));
}

const erase = (store: Store, userId: string) =>
  store.transaction((inside) => inside.erasures.takeAway(userId, 'e1'));

onEveryStore('erasing a user', (open) => {
  test('every table is erased from, cleaned or kept for a reason, and none of them forgotten', async () => {
    const store = await open();
    const told = new Set([
      ...ERASURE_PLACES.map(({ table }) => table),
      ...Object.keys(CLEANED_TABLES),
      ...Object.keys(KEPT_TABLES),
    ]);
    assert.deepEqual(await tablesOf(store), [...told].sort());
    const columns = await rawQuery(
      store,
      `select table_name as table, column_name as column from information_schema.columns
        where table_schema = '${store.schema}' and column_name ~ 'user_id|merged_'
          and data_type = 'text'`,
    );
    const looked = new Set(
      ERASURE_PLACES.flatMap(({ table, columns }) => columns.map((name) => `${table}.${name}`)),
    );
    const missed = columns
      .map(({ table, column }) => `${table}.${column}`)
      .filter((name) => !looked.has(name) && name !== 'erasure_farewells.user_id');
    assert.deepEqual(missed, []);
    await store.close();
  });

  test('nothing is left of the user in any table but what tells that the user left', async () => {
    const store = await open();
    const { ann, before } = await fill(store);
    const traces = [ann, before, 'ann-1', EMAIL];
    const held = await placesOf(store, traces);
    const emptied = ERASURE_PLACES.map(({ table }) => table).filter(
      (table) => !['audience_dead_ends', 'inbox', 'user_removals'].includes(table),
    );
    assert.deepEqual(
      new Set(held),
      new Set([...emptied, 'dead_letters', 'segments', 'segment_versions']),
    );
    const { places, left, neighbours } = await erase(store, ann);
    assert.deepEqual(await placesOf(store, [before, 'ann-1']), ['erasure_farewells']);
    const stillTold = ['erasure_farewells', 'membership_history', 'profile_history'];
    assert.deepEqual(await placesOf(store, [ann]), stillTold);
    // Somebody else's address that ends alike stays.
    assert.deepEqual(await placesOf(store, [`jo${EMAIL}`]), ['dead_letters']);
    assert.deepEqual(await placesOf(store, [`;${EMAIL}`, `"${EMAIL}`]), []);
    assert.deepEqual([left, neighbours], [1, 2]);
    const counts = counted(places);
    assert.equal(counts.events, 3);
    assert.equal(counts['events of others that name the user'], 1);
    assert.equal(counts['dead letters'], 3);
    assert.equal(counts['seed lists of lookalike segments'], 4);
    assert.equal(counts['changes that an audience refused'], 1);
    assert.equal(counts['ids of messages'], 1);
    assert.equal(counts.identities, 2);
    await store.close();
  });

  test('the others keep what is theirs, at a sequence no lower, and are made anew', async () => {
    const store = await open();
    const { ann, friend, stranger } = await fill(store);
    const sequences = await store.events.lastSequenceOf([friend, stranger]);
    await erase(store, ann);
    const events = await store.events.ofUsers([friend, stranger]);
    assert.deepEqual(
      [...events.values()].map((rows) => rows.map(({ recordKey }) => recordKey)),
      [['message-2'], ['r6']],
    );
    const after = await store.events.lastSequenceOf([friend, stranger]);
    assert.ok(after.get(friend)! > sequences.get(friend)!);
    assert.equal(after.get(stranger), sequences.get(stranger));
    const noted = async () => {
      const { changes } = await store.changes.read(null, 1000);
      return changes.filter(({ kind }) => kind === 'erasure').map(({ userId }) => userId);
    };
    assert.deepEqual(new Set(await readUntil(noted, 2)), new Set([friend, stranger]));
    assert.deepEqual(await store.users.find(id('bob')), friend);
    const { ask, seedIds } = (await store.segments.byIds(['alike'])).get('alike')!
      .definition as Record<string, unknown>;
    assert.deepEqual(seedIds, [friend, stranger]);
    assert.deepEqual(ask, { like: { users: [friend, stranger] } });
    await store.close();
  });

  test('whom it erased it knows by keyed hashes only, under every id', async () => {
    const store = await open();
    const { ann, before } = await fill(store);
    assert.equal(await store.erasures.any(), false);
    await erase(store, ann);
    await store.erasures.note({ id: 'e1', erasedAt: 5, receipt: { left: 1 } });
    const traces = [
      { userId: ann },
      { userId: before },
      { externalId: id(EMAIL, 'email') },
      { externalId: id('ann-1') },
      { externalId: id('ann-1', 'email') },
      { externalId: id('bob') },
    ];
    assert.deepEqual([...(await store.erasures.among(traces)).keys()], [0, 1, 2, 3]);
    const erased = { id: 'e1', erasedAt: 5, receipt: { left: 1 } };
    assert.deepEqual(await store.erasures.find([{ userId: before }]), erased);
    assert.equal(await store.erasures.find([{ externalId: id('bob') }]), null);
    await store.close();
  });

  test('that the user left is told until the audiences have heard it, and then gone', async () => {
    let now = 1_000;
    const store = await open({ clock: () => now });
    const { ann, before } = await fill(store);
    await erase(store, ann);
    const rows = await readUntil(
      async () =>
        (await store.memberships.feed.read(await store.memberships.feed.start(), 100)).filter(
          ({ userId }) => userId === ann,
        ),
      1,
    );
    assert.deepEqual(
      rows.map(({ change, segmentId }) => [change, segmentId]),
      [['left', 'alike']],
    );
    now += 2 * DAY;
    const over = () => store.erasures.farewellsOver(now - DAY, ['crm'], 0);
    // The other id was never told to anybody.
    assert.deepEqual(await over(), [before]);
    const claim = { id: 'crm', owner: 'there', until: now };
    const held = await store.audiences.claim(claim, now);
    const done = { delivered: 1, deadEnds: [], at: now };
    await store.audiences.advance(claim, held!.place, rows[0]!, done);
    assert.deepEqual(new Set(await over()), new Set([ann, before]));
    await store.erasures.settle(await over());
    assert.deepEqual(await placesOf(store, [ann, before, EMAIL, 'ann-1']), ['dead_letters']);
    await store.close();
  });

  test('an audience that hears nothing is waited for only so long', async () => {
    let now = 1_000;
    const store = await open({ clock: () => now });
    const { ann, before } = await fill(store);
    await erase(store, ann);
    now += 40 * DAY;
    const over = await store.erasures.farewellsOver(now - DAY, ['crm'], now - 30 * DAY);
    assert.deepEqual(new Set(over), new Set([ann, before]));
    await store.close();
  });

  test('of two who erase at once one prepares again', async () => {
    const store = await open();
    const turn = await store.erasures.turn();
    assert.equal(await store.transaction((inside) => inside.erasures.takeTurn(turn)), true);
    assert.equal(await store.transaction((inside) => inside.erasures.takeTurn(turn)), false);
    await store.close();
  });
});

onServerStore('erasing a user while others write', (open) => {
  test('whoever waits to write of the user is turned away and does not bring the user back', async () => {
    const store = await open();
    const { ann, friend } = await fill(store);
    const taken = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const erasing = store.transaction(async (inside) => {
      await inside.erasures.takeAway(ann, 'e1');
      taken.resolve();
      await go.promise;
    });
    await taken.promise;
    const late = newEvent({ userId: ann, recordKey: 'late' });
    const writing = assert.rejects(store.events.append([late]), ErasedMeanwhileError);
    go.resolve();
    await Promise.all([erasing, writing]);
    assert.deepEqual([...(await store.users.exists([ann, friend]))], [friend]);
    const held = await store.transaction(({ profiles }) =>
      profiles.hold({ write: [ann, friend], read: [] }),
    );
    assert.deepEqual([...held], [friend]);
    await store.close();
  });
});
