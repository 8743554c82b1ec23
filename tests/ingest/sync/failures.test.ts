import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ConnectorConfigError,
  type ConnectorMessage,
  ConnectorRecordError,
  ConnectorRetryableError,
} from '../../../connectors/index.ts';
import { SyncConflictError } from '../../../ingest/index.ts';
import { retryDelayMs } from '../../../ingest/sync/retry.ts';
import { openTestStore } from '../../support/store.ts';
import {
  effective,
  fromList,
  ingestOn,
  NOW,
  record,
  scripted,
  view,
  viewSource,
} from '../support.ts';

const messages = Array.from({ length: 10 }, (_, index) =>
  record(`${index}`, view('a', `i${index}`)),
);

test('a source that goes away is read on from the stored state', async () => {
  const store = await openTestStore();
  const starts: unknown[] = [];
  const connector = scripted(async function* (request) {
    starts.push(request.state);
    for await (const message of fromList(messages, request)) {
      yield message;
      if (starts.length < 4 && message.type === 'state') throw new ConnectorRetryableError('Away.');
    }
  });
  const report = await ingestOn(store, connector).sync(viewSource());
  assert.deepEqual(starts, [null, 2, 4, 6]);
  assert.deepEqual([report.records, report.events, report.duplicates], [10, 10, 0]);
  assert.equal(report.streams[0]?.retries, 3);
  assert.equal(report.failure, null);
  await store.close();
});

test('a source that stays away is given up, and its status says why', async () => {
  const store = await openTestStore();
  let tries = 0;
  const connector = scripted(async function* () {
    tries += 1;
    yield* [];
    throw new ConnectorRetryableError('The server does not answer.');
  });
  const ingest = ingestOn(store, connector, { retry: { attempts: 3, firstDelayMs: 1 } });
  const report = await ingest.sync(viewSource());
  assert.equal(tries, 3);
  assert.deepEqual(report.failure, {
    stream: 'views',
    action: 'retry',
    message: 'The server does not answer.',
  });
  assert.equal((await store.sources.status())[0]?.lastError, 'The server does not answer.');
  const well = ingestOn(
    store,
    scripted((request) => fromList(messages, request)),
  );
  await well.sync(viewSource());
  assert.equal((await store.sources.status())[0]?.lastError, null);
  await store.close();
});

test('a wrong configuration stops at once', async () => {
  const store = await openTestStore();
  let tries = 0;
  const connector = scripted(async function* () {
    tries += 1;
    yield* [];
    throw new ConnectorConfigError('The password is wrong; check PGPASSWORD.');
  });
  const report = await ingestOn(store, connector).sync(viewSource());
  assert.equal(tries, 1);
  assert.equal(report.failure?.action, 'mend-config');
  await store.close();
});

test('an error that the connector does not explain is named without its words', async () => {
  const store = await openTestStore();
  const connector = scripted(async function* () {
    yield* [];
    throw new TypeError('cannot read a@b.example');
  });
  const report = await ingestOn(store, connector).sync(viewSource());
  assert.equal(
    report.failure?.message,
    'The connector failed in a way it does not explain (TypeError); this is a defect of the connector.',
  );
  await store.close();
});

test('a record that the connector cannot read is a letter; the rest is read where it can go on', async () => {
  const store = await openTestStore();
  const yields: (ConnectorMessage | Error)[] = [
    messages[0]!,
    new ConnectorRecordError('Row 2 has no key.'),
    messages[1]!,
    { type: 'state', stream: 'views', state: 3 },
  ];
  const goesOn = scripted(() => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = yields.shift();
        if (value === undefined) return { done: true, value: undefined };
        if (value instanceof Error) throw value;
        return { done: false, value };
      },
    }),
  }));
  const report = await ingestOn(store, goesOn).sync(viewSource());
  assert.deepEqual([report.events, report.rejected, report.failure], [2, 1, null]);
  assert.deepEqual(report.byReason, { unreadable: 1 });
  const ends = scripted(async function* () {
    yield messages[2]!;
    throw new ConnectorRecordError('Row 4 has no key.');
  });
  const second = await ingestOn(store, ends).sync(viewSource());
  assert.equal(second.failure?.action, 'stop');
  assert.match(second.failure?.message ?? '', /^The read stopped at a record that cannot be read/);
  assert.equal((await effective(store)).length, 3);
  await store.close();
});

test('an aborted sync keeps what is committed and goes on from there', async () => {
  const store = await openTestStore();
  const abort = new AbortController();
  const connector = scripted(async function* (request) {
    for await (const message of fromList(messages, request)) {
      yield message;
      if (message.type === 'state' && message.state === 6) abort.abort();
    }
  });
  const ingest = ingestOn(store, connector, { batchRecords: 2 });
  const report = await ingest.sync(viewSource(), { signal: abort.signal });
  assert.equal(report.aborted, true);
  assert.equal(report.failure, null);
  const done = (await effective(store)).length;
  assert.ok(done > 0 && done < 10);
  assert.deepEqual(report.state, { views: done });
  const rest = await ingestOn(store, connector).sync(viewSource());
  assert.equal(rest.records, 10 - done);
  assert.equal((await effective(store)).length, 10);
  await store.close();
});

test('one source is read once at a time, within a process and between two', async () => {
  const store = await openTestStore();
  let reads = 0;
  const connector = scripted((request) => {
    reads += 1;
    return fromList(messages, request);
  });
  const ingest = ingestOn(store, connector);
  const [left, right] = await Promise.all([ingest.sync(viewSource()), ingest.sync(viewSource())]);
  assert.equal(left, right);
  assert.equal(reads, 1);
  const meddling = scripted(async function* (request) {
    yield* fromList([...messages, record('10', view('a', 'i'))], request);
    const none = { watermark: null, records: 0, events: 0, duplicates: 0, rejected: 0, at: NOW };
    await store.sources.save('shop', 'views', { state: 99, ...none });
  });
  await assert.rejects(ingestOn(store, meddling).sync(viewSource()), SyncConflictError);
  assert.equal(await store.sources.state('shop', 'views'), 99);
  assert.equal((await effective(store)).length, 10, 'nothing of the batch was stored');
  await store.close();
});

test('progress is told, in the units of the source and in what is committed', async () => {
  const store = await openTestStore();
  const seen: unknown[] = [];
  const connector = scripted(async function* (request) {
    yield { type: 'progress', stream: 'views', done: 10, total: 20 };
    yield* fromList(messages, request);
  });
  await ingestOn(store, connector, { batchRecords: 4 }).sync(viewSource(), {
    onProgress: ({ done, total, records }) => seen.push([done, total, records]),
  });
  assert.deepEqual(seen[0], [10, 20, 0]);
  assert.deepEqual(seen.at(-1), [10, 20, 10]);
  await store.close();
});

test('waits double, spread at random, and heed what the source asks for', () => {
  const settings = { attempts: 9, firstDelayMs: 100, maxDelayMs: 1000, random: () => 0.5 };
  const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(settings, attempt, undefined));
  assert.deepEqual(waits, [75, 150, 300, 600, 750, 750]);
  assert.equal(retryDelayMs(settings, 1, 5000), 5000);
  assert.equal(retryDelayMs(settings, 1, 1e9), 10_000);
});
