import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connector, kafkaConnector } from '../../../connectors/index.ts';
import { sourceDeclaration } from '../../../ingest/index.ts';
import { TestTopic } from '../../support/kafka.ts';
import { requireService } from '../../support/services.ts';
import { openTestStore, type TestStore } from '../../support/store.ts';
import { effective, ingestOn, view, viewMapping } from '../support.ts';

const { skip, facts } = requireService('kafka');
const PARTITIONS = 4;

const sourceOn = (topic: TestTopic) =>
  sourceDeclaration.parse({
    ...{ id: 'shop', connector: 'kafka' },
    config: {
      ...{ brokers: topic.brokers, group: topic.group, sessionTimeoutMs: 2000 },
      streams: [{ name: 'views', topic: topic.name }],
    },
    streams: [{ name: 'views', map: viewMapping }],
  });

/** One reader of the group; what it logs is kept, and so is how many records it committed. */
function member(store: TestStore, topic: TestTopic) {
  const ending = new AbortController();
  const logged: string[] = [];
  const committed = { records: 0 };
  const ingest = ingestOn(store, kafkaConnector as Connector, {
    log: (message) => void logged.push(message),
  });
  const ended = ingest.follow(sourceOn(topic), {
    signal: ending.signal,
    commitWithinMs: 30,
    onProgress: ({ records }) => {
      committed.records = records;
    },
  });
  const stop = async () => {
    ending.abort();
    await ended;
  };
  return { logged, committed, stop };
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

describe('kafka through ingest', { skip }, () => {
  it('shares the partitions among members, hands them over, and stores every message once', async () => {
    const topic = await TestTopic.create(facts!.brokers, { partitions: PARTITIONS });
    const store = await openTestStore();
    let sent = 0;
    const send = async () => {
      const messages = Array.from({ length: 200 }, (_, index) => ({
        ...{ partition: index % PARTITIONS, value: view(`c${index % 9}`, `i${sent + index}`) },
      }));
      sent += messages.length;
      await topic.send(messages);
    };
    const status = async () => (await store.sources.status())[0];
    const stored = async () => (await status())?.events ?? 0;
    await send();
    const first = member(store, topic);
    await until(async () => (await stored()) === sent);
    const second = member(store, topic);
    // The one that joined gets its share of what is written from now on.
    for (let more = 0; second.committed.records === 0 && more < 100; more += 1) {
      await send();
      await sleep(50);
    }
    await until(async () => (await stored()) === sent);
    await first.stop();
    await send();
    await until(async () => (await stored()) === sent);
    assert.ok(first.committed.records > 0 && second.committed.records > 200);
    // A message that was stored just before its offset may be read again at a hand-over: it counts once.
    const { records = 0, duplicates = 0 } = (await status()) ?? {};
    assert.equal(records - duplicates, sent);
    assert.equal(first.committed.records + second.committed.records, records);
    assert.deepEqual([...first.logged, ...second.logged], [], 'no hand-over was a conflict');
    const ends = Array<number>(PARTITIONS).fill(sent / PARTITIONS);
    await until(async () => String(await topic.committed('views')) === String(ends));
    await second.stop();
    const events = await effective(store);
    assert.equal(new Set(events.map(({ itemId }) => itemId)).size, sent);
    assert.equal(events.length, sent);

    await send();
    const report = await ingestOn(store, kafkaConnector as Connector).sync(sourceOn(topic));
    assert.deepEqual([report.records, report.events, report.failure], [200, 200, null]);
    const again = await ingestOn(store, kafkaConnector as Connector).sync(sourceOn(topic));
    assert.deepEqual([again.records, again.failure], [0, null], 'a sync reads to the end and ends');
    await store.close();
    await topic.close();
  });
});
