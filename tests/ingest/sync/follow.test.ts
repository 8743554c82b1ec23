import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConnectorConfigError,
  type ConnectorMessage,
  ConnectorRetryableError,
  type Json,
  type JsonObject,
  type ReadRequest,
} from '../../../connectors/index.ts';
import { onServerStore, openTestStore, type TestStore } from '../../support/store.ts';
import { effective, ingestOn, record, scripted, view, viewSource } from '../support.ts';

const source = viewSource();

/** A source that says what it is fed, and waits for more until it is told to end. */
class Feed {
  readonly requests: ReadRequest[] = [];
  #queue: (ConnectorMessage | Error)[] = [];
  #wake = () => {};

  give(...messages: (ConnectorMessage | Error)[]): void {
    this.#queue.push(...messages);
    this.#wake();
  }

  readonly connector = scripted((request, signal) => {
    this.requests.push(request);
    return this.#read(signal);
  });

  async *#read(signal: AbortSignal): AsyncGenerator<ConnectorMessage> {
    while (!signal.aborted) {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (next instanceof Error) throw next;
        yield next;
      }
      await new Promise<void>((done) => {
        this.#wake = done;
        signal.addEventListener('abort', () => done());
      });
    }
  }
}

const state = (value: Json, partitioned = false): ConnectorMessage => {
  return { type: 'state', stream: 'views', state: value, ...(partitioned && { partitioned }) };
};

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

const storedIs = (store: TestStore, wanted: Json) => () =>
  store.sources
    .state('shop', 'views')
    .then((found) => JSON.stringify(found) === JSON.stringify(wanted));

test('what a silent source said is committed with its state, and read on from there', async () => {
  const store = await openTestStore();
  const feed = new Feed();
  const ending = new AbortController();
  const ingest = ingestOn(store, feed.connector);
  const options = { signal: ending.signal, commitWithinMs: 20 };
  const followed = ingest.follow(source, options);
  feed.give(record('1', view('a', 'i1')), state(1));
  await until(storedIs(store, 1));
  assert.equal((await effective(store)).length, 1);
  feed.give(record('2', view('a', 'i2')), state(2));
  await until(storedIs(store, 2));
  assert.equal(feed.requests[0]?.follow, true);
  assert.equal(feed.requests[0]?.stored?.latest(), 2);
  const report = await ingest.sync(source);
  assert.deepEqual([report.records, report.failure], [0, null], 'there is nothing left to take in');
  // What has no state yet is not lost when it ends: the next read gives it again.
  feed.give(record('3', view('a', 'i3')));
  ending.abort();
  await followed;
  assert.equal(await store.sources.state('shop', 'views'), 2);
  await store.close();
});

test('a continuous read begins again after every kind of failure, and its status says why', async () => {
  const store = await openTestStore();
  const feed = new Feed();
  const ending = new AbortController();
  const logged: string[] = [];
  const log = (message: string, facts?: JsonObject) =>
    void logged.push(`${message} ${facts?.problem ?? facts?.reason}`);
  const retry = { firstDelayMs: 1, maxDelayMs: 1, attempts: 1 };
  const ingest = ingestOn(store, feed.connector, { retry, log });
  const followed = ingest.follow(source, { signal: ending.signal, commitWithinMs: 20 });
  await until(async () => feed.requests.length === 1);
  const lastError = async () => (await store.sources.status())[0]?.lastError ?? null;
  for (const error of [
    new ConnectorRetryableError('Away.'),
    new ConnectorConfigError('No topic.'),
    new TypeError('a@b.example'),
  ]) {
    const { length } = feed.requests;
    feed.give(record(`${length}`, view('a', `i${length}`)), state(length), error);
    await until(async () => feed.requests.length > length);
    assert.deepEqual(feed.requests.at(-1)?.state, length);
    assert.notEqual(await lastError(), null);
  }
  feed.give(record('9', view('a', 'i9')), state(9));
  await until(storedIs(store, 9));
  await until(async () => (await lastError()) === null);
  assert.equal((await effective(store)).length, 4);
  assert.match(logged.join('\n'), /broke off for now.* Away\.\n.*No topic\.\n/);
  assert.doesNotMatch(logged.join('\n'), /a@b/);
  ending.abort();
  await followed;
  await store.close();
});

test('a connector that cannot wait is read again, and a follower ends at once when told to', async () => {
  const store = await openTestStore();
  const ending = new AbortController();
  let reads = 0;
  const connector = scripted(async function* () {
    reads += 1;
    yield state(reads);
  });
  const followed = ingestOn(store, connector).follow(source, {
    signal: ending.signal,
    commitWithinMs: 20,
  });
  await until(storedIs(store, 1));
  ending.abort();
  await followed;
  assert.equal(reads, 1);
  await store.close();
});

test('of a partitioned state each reader moves its own members, and a fenced one none', async () => {
  const store = await openTestStore();
  const ending = new AbortController();
  const feeds = [new Feed(), new Feed()] as const;
  const followed = feeds.map((feed) =>
    ingestOn(store, feed.connector).follow(source, { signal: ending.signal, commitWithinMs: 20 }),
  );
  const [left, right] = feeds;
  left.give(record('p0@0', view('a', 'i1')), state({ 0: 1 }, true));
  await until(storedIs(store, { 0: 1 }));
  right.give(record('p1@0', view('b', 'i1')), state({ 1: 1 }, true));
  await until(storedIs(store, { 0: 1, 1: 1 }));
  left.give(record('p0@1', view('a', 'i2')), state({ 0: 2 }, true));
  await until(storedIs(store, { 0: 2, 1: 1 }));
  // Partition 1 moves to the left reader; the right one, which slept, still holds what it read.
  assert.deepEqual(await left.requests[0]!.stored!.refresh(), { 0: 2, 1: 1 });
  left.give(record('p1@1', view('b', 'i2')), state({ 0: 2, 1: 2 }, true));
  await until(storedIs(store, { 0: 2, 1: 2 }));
  right.give(record('p1@1 of the fenced', view('b', 'i9')), state({ 1: 5 }, true));
  await until(async () => right.requests.length === 2);
  assert.deepEqual(right.requests[1]!.state, { 0: 2, 1: 2 }, 'it begins again from what is stored');
  assert.equal((await effective(store)).length, 4, 'nothing of the fenced batch was stored');
  assert.equal((await store.sources.status())[0]?.lastError, null, 'that is no error');
  ending.abort();
  await Promise.all(followed);
  await store.close();
});

test('a refresh stores what a state covers, and drops the rest and what others have taken on', async () => {
  const store = await openTestStore();
  const answers: unknown[] = [];
  const none = { watermark: null, records: 0, events: 0, duplicates: 0, rejected: 0, at: 0 };
  const connector = scripted(async function* ({ stored }) {
    yield record('1', view('a', 'i1'));
    yield state({ 0: 1 }, true);
    yield record('not covered', view('a', 'i9'));
    answers.push(await stored!.refresh());
    yield record('2', view('a', 'i2'));
    yield state({ 0: 2 }, true);
    const elsewhere = { state: { 0: 7 }, from: { 0: 1 }, partitioned: true };
    assert.equal(await store.sources.save('shop', 'views', { ...none, ...elsewhere }), true);
    answers.push(await stored!.refresh());
    yield record('8', view('a', 'i8'));
    yield state({ 0: 8 }, true);
  });
  const report = await ingestOn(store, connector).sync(source);
  assert.deepEqual(answers, [{ 0: 1 }, { 0: 7 }]);
  assert.deepEqual([report.events, report.failure], [2, null]);
  assert.equal(report.streams[0]?.retries, 0);
  assert.deepEqual(await store.sources.state('shop', 'views'), { 0: 8 });
  await store.close();
});

onServerStore('compare and set of a state', (open) => {
  test('of two transactions that go on from one state, one is refused', async () => {
    const store = await open();
    const none = { watermark: null, records: 1, events: 0, duplicates: 0, rejected: 0, at: 0 };
    for (const [from, first, second, partitioned] of [
      [null, 1, 2, false],
      [1, 3, 4, false],
      [{ 0: null }, { 0: 1 }, { 0: 2 }, true],
      [{ 0: 1 }, { 0: 3 }, { 0: 4 }, true],
    ] as const) {
      const stream = `views ${partitioned}`;
      const saved = await Promise.all(
        [first, second].map((to) =>
          store.transaction(async (inside) => {
            const done = await inside.sources.save('shop', stream, {
              ...{ ...none, from, partitioned, state: to },
            });
            await sleep(20);
            return done;
          }),
        ),
      );
      assert.deepEqual(saved.toSorted(), [false, true], JSON.stringify(from));
      const winner = saved[0] ? first : second;
      assert.deepEqual(await store.sources.state('shop', stream), winner);
      if (from === null || typeof from === 'object') {
        await store.sources.save('shop', stream, {
          ...none,
          state: partitioned ? { 0: 1 } : 1,
        });
      }
    }
    const shared = { ...none, partitioned: true };
    const both = await Promise.all(
      ['5', '6'].map((member) =>
        store.sources.save('shop', 'views true', {
          ...{ ...shared, from: { [member]: null }, state: { [member]: 9 } },
        }),
      ),
    );
    assert.deepEqual(both, [true, true], 'different members do not get in each other’s way');
    await store.close();
  });
});
