import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFixture, type Fixture, NOW } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture(2);
});
after(() => fixture[Symbol.asyncDispose]());

const letter = (id: string, data: object) => ({
  id,
  sourceId: 'shop',
  stream: 'clicks',
  recordKey: id,
  position: null,
  reason: 'time_missing',
  message: 'm',
  record: { kind: 'record', key: id, version: '', data: { ...data } },
  at: NOW,
});
const good = { time: '2026-01-30T10:00:00Z', user: 'somebody', item: 'kettle' };

async function state(): Promise<unknown> {
  const { data } = await fixture.ask<{ source: { state: string } }>(
    '{ source(id: "shop") { state } }',
  );
  return data!.source.state;
}

test('switches of a source, the word of a person first', async () => {
  const turn = async (mutation: string) => {
    const { data, errors } = await fixture.ask<Record<string, { source?: object }>>(
      `mutation { turned: ${mutation} { __typename
        ... on SourceSwitched { source { state quarantineReason } }
        ... on Problem { message } } }`,
    );
    assert.deepEqual(errors, []);
    return data!.turned;
  };
  assert.deepEqual(await turn('quarantineSource(id: "shop", on: true, reason: "odd prices")'), {
    __typename: 'SourceSwitched',
    source: { state: 'QUARANTINED', quarantineReason: 'odd prices' },
  });
  await turn('pauseSource(id: "shop")');
  assert.equal(await state(), 'PAUSED');
  await turn('resumeSource(id: "shop")');
  assert.equal(await state(), 'QUARANTINED');
  await turn('quarantineSource(id: "shop", on: false)');
  assert.equal(await state(), 'IDLE');
  assert.deepEqual(await turn('pauseSource(id: "shoe")'), {
    __typename: 'UnknownSource',
    message: 'There is no source of that id. Declared are: shop.',
  });
});

test('state, error with what to do, and throughput of runs', async () => {
  const { sources, sourceRuns } = fixture.store;
  await sourceRuns.begin('shop', 'clicks', NOW - 10_000);
  assert.equal(await state(), 'RUNNING');
  await sourceRuns.add('shop', 'clicks', {
    records: 100,
    events: 50,
    rejected: 0,
    at: NOW - 5_000,
  });
  await sources.saveError('shop', 'clicks', 'The file is gone.', NOW - 5_000);
  await sourceRuns.end('shop', 'clicks', NOW - 5_000, 'mend-config');
  const { data, errors } = await fixture.ask(`{ source(id: "shop") {
    state lastError failedAction lastRun { recordsPerSecond eventsPerSecond }
    lastHour { recordsPerSecond } } }`);
  assert.deepEqual(errors, []);
  assert.deepEqual(data!.source, {
    state: 'FAILED',
    lastError: 'The file is gone.',
    failedAction: 'mend-config',
    lastRun: { recordsPerSecond: 20, eventsPerSecond: 10 },
    lastHour: { recordsPerSecond: 100 / 3600 },
  });
});

test('dead letters are found by reason, replayed and discarded in bulk, with a token', async () => {
  const { deadLetters } = fixture.store;
  await deadLetters.discard('shop');
  await deadLetters.add([
    letter('a', good),
    letter('b', good),
    letter('c', { ...good, time: null }),
    { ...letter('d', good), reason: 'unreadable', record: { kind: 'raw', raw: 'x' } },
  ]);
  const list = await fixture.ask(`{ source(id: "shop") {
    deadLetters(first: 9, filter: { reason: "time_missing", stream: "clicks" }) { totalCount }
    deadLetterReasons { stream reason count } } }`);
  assert.deepEqual(list.errors, []);
  assert.deepEqual(list.data!.source, {
    deadLetters: { totalCount: 3 },
    deadLetterReasons: [
      { stream: 'clicks', reason: 'time_missing', count: 3 },
      { stream: 'clicks', reason: 'unreadable', count: 1 },
    ],
  });
  const replay = await fixture.ask<{ replayDeadLetters: { token: string } }>(`mutation {
    replayDeadLetters(sourceId: "shop", filter: { reason: "time_missing" }) {
      ... on DeadLettersReplayed { replayed failed notReplayable byReason { reason count } token } } }`);
  assert.deepEqual(replay.errors, []);
  const { token, ...replayed } = replay.data!.replayDeadLetters;
  assert.deepEqual(replayed, {
    replayed: 2,
    failed: 1,
    notReplayable: 0,
    byReason: [{ reason: 'time_missing', count: 1 }],
  });
  assert.match(token, /^\d+$/);
  const user = await fixture.store.users.find({ kind: 'customer', value: 'somebody' });
  assert.equal((await fixture.store.events.ofUsers([user!])).get(user!)?.length, 2);
  const discard = await fixture.ask<{ discardDeadLetters: { discarded: number } }>(`mutation {
    discardDeadLetters(sourceId: "shop") { ... on DeadLettersDiscarded { discarded token } } }`);
  assert.equal(discard.data!.discardDeadLetters.discarded, 2);
  assert.equal(await deadLetters.count('shop'), 0);
});

test('quality with its warnings, until a person has looked', async () => {
  const day = Math.floor(NOW / 86_400_000);
  const count = (field: string, counted: number) => ({
    field,
    counted,
    numbers: 0,
    minimum: null,
    maximum: null,
    total: 0,
    squares: 0,
  });
  await fixture.store.sourceQuality.add('shop', 'orders', day, [
    count('#records', 100),
    count('#rejected', 40),
    count('browsing.view', 60),
    count('browsing.view.item', 45),
  ]);
  const quality = async () => {
    const { data, errors } = await fixture.ask<{ source: { quality: object } }>(
      `{ source(id: "shop") { quality { streams { stream records fields { field counted missing } }
        warnings { kind stream day value message action } } } }`,
    );
    assert.deepEqual(errors, []);
    return data!.source.quality as { streams: { stream: string }[]; warnings: object[] };
  };
  const found = await quality();
  assert.deepEqual(
    found.streams.find(({ stream }) => stream === 'orders'),
    {
      stream: 'orders',
      records: 100,
      fields: [
        { field: 'browsing.view', counted: 60, missing: 0 },
        { field: 'browsing.view.item', counted: 45, missing: 15 },
      ],
    },
  );
  assert.deepEqual(found.warnings, [
    {
      kind: 'rejects',
      stream: 'orders',
      day: '2026-01-31T00:00:00.000Z',
      value: 0.4,
      message: '40 % of 100 records were turned away; 5 % are allowed.',
      action: 'Read the dead letters for the reasons, mend the mapping or the source, and replay.',
    },
  ]);
  await fixture.ask('mutation { acceptQualityWarnings(id: "shop") { __typename } }');
  assert.deepEqual((await quality()).warnings, []);
});

test('removing a source: the dry run says what the run then does', async () => {
  const remove = async (dryRun: boolean) => {
    const { data, errors } = await fixture.ask<{ removeSource: { counts: { events: number } } }>(
      `mutation ($dryRun: Boolean!) { removeSource(id: "shop", data: true, dryRun: $dryRun) {
        ... on SourceRemoved { dryRun token counts {
          events items traits identities users consents deadLetters states profiles } } } }`,
      { dryRun },
    );
    assert.deepEqual(errors, []);
    return data!.removeSource.counts;
  };
  const dry = await remove(true);
  assert.ok(dry.events > 0);
  assert.deepEqual(await remove(false), dry);
  assert.equal(await state(), 'REMOVED');
  assert.equal((await remove(true)).events, 0);
});
