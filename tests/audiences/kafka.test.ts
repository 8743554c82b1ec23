import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { Consumer } from '@platformatic/kafka';
import { audienceMessage } from '../../audiences/audience-message.ts';
import { audienceDeclaration } from '../../audiences/declaration.ts';
import { Delivery } from '../../audiences/delivery.ts';
import { AudienceService } from '../../audiences/index.ts';
import { KafkaSink } from '../../audiences/kafka-sink.ts';
import { UnavailableError } from '../../audiences/sink.ts';
import { TestTopic } from '../support/kafka.ts';
import { requireService } from '../support/services.ts';
import { openTestStore } from '../support/store.ts';

const MESSAGES = 12;
/** Of a delivery that nobody cuts off. */
const { signal } = new AbortController();
const { skip, facts } = requireService('kafka');

function sinkTo(brokers: string, topic: string): KafkaSink {
  const kafka = { brokers, topic, timeoutMs: 2_000 };
  return new KafkaSink(audienceDeclaration.parse({ id: 'bus', kafka }).kafka!, '.');
}

const messages = Array.from({ length: MESSAGES }, (_, index) => {
  const change = index % 2 === 0 ? ('entered' as const) : ('left' as const);
  const row = { userId: `u_${index % 3}`, segmentId: 'vip', segmentVersion: 1, score: null };
  return audienceMessage('bus', { ...row, change, sequence: index + 1, at: 0 }, []);
});

/** The first messages of a topic, in the order of each partition. */
async function readAll(topic: TestTopic, count: number) {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `${topic.group}-${count}`,
    bootstrapBrokers: [facts!.brokers],
  });
  const stream = await consumer.consume({ topics: [topic.name], mode: 'earliest' });
  const read: { partition: number; messageId: string; userId: string; sequence: number }[] = [];
  for await (const { partition, value } of stream) {
    const { messageId, userId, properties } = JSON.parse(String(value));
    read.push({ partition, messageId, userId, sequence: properties.sequence });
    if (read.length === count) break;
  }
  await stream.close();
  await consumer.close();
  return read;
}

describe('audiences to Kafka', { skip }, () => {
  test('each user’s changes stand in order in one partition', async () => {
    const topic = await TestTopic.create(facts!.brokers, { partitions: 3 });
    const sink = sinkTo(facts!.brokers, topic.name);
    await sink.deliver(messages.slice(0, 5), signal);
    await sink.deliver(messages.slice(5), signal);
    await sink.close();
    const read = await readAll(topic, MESSAGES);
    await topic.close();
    for (const userId of ['u_0', 'u_1', 'u_2']) {
      const own = read.filter((row) => row.userId === userId);
      assert.equal(new Set(own.map(({ partition }) => partition)).size, 1);
      const sequences = own.map(({ sequence }) => sequence);
      assert.deepEqual(
        sequences,
        messages.flatMap((message) =>
          message.userId === userId ? [Number(message.properties.sequence)] : [],
        ),
      );
    }
  });

  test('what was cut off before it was sent is not sent later, and what comes then is', async () => {
    const topic = await TestTopic.create(facts!.brokers, { partitions: 1 });
    const sink = sinkTo(facts!.brokers, topic.name);
    await sink.deliver(messages.slice(0, 3), signal);
    await assert.rejects(sink.deliver(messages.slice(3, 6), AbortSignal.abort()), UnavailableError);
    await sink.deliver(messages.slice(6, 9), signal);
    await sink.close();
    const read = await readAll(topic, 6);
    await topic.close();
    assert.deepEqual(
      read.map(({ sequence }) => sequence),
      [1, 2, 3, 7, 8, 9],
    );
  });

  test('replayed, everything after a sequence comes once more, under the same ids and in order per user', async () => {
    const clock = () => 1;
    const store = await openTestStore({ clock, kind: 'embedded' });
    const topic = await TestTopic.create(facts!.brokers, { partitions: 3 });
    const kafka = { brokers: facts!.brokers, topic: topic.name, timeoutMs: 10_000 };
    const audience = audienceDeclaration.parse({ id: 'bus', kafka, batch: 4, segments: ['vip'] });
    const sink = new KafkaSink(audience.kafka!, '.');
    const deliverAll = async () => {
      const delivery = new Delivery({ store, audience, sink, owner: 'one', clock });
      while ((await delivery.step(signal)).waitMs === 0);
    };
    const users = ['u_0', 'u_1', 'u_2'];
    for (const member of [true, false, true, false]) {
      const verdict = member ? ('TRUE' as const) : ('FALSE' as const);
      const common = { segmentId: 'vip', segmentVersion: 1, member, verdict, score: null };
      await store.memberships.replace(
        users.map((userId) => ({ userId, ...common, proof: {}, validUntil: null, at: 1 })),
      );
    }
    await deliverAll();
    const first = (await readAll(topic, MESSAGES)).sort((a, b) => a.sequence - b.sequence);
    const service = new AudienceService({
      ...{ store, audiences: [audience], baseFolder: '.', clock },
      onError: (error) => assert.fail(String(error)),
    });
    const from = 4;
    await service.replay('bus', first[from]!.sequence);
    await deliverAll();
    await sink.close();
    const twice = await readAll(topic, MESSAGES + MESSAGES - from - 1);
    await topic.close();
    await store.close();
    const ids = (read: readonly { messageId: string }[]) => read.map(({ messageId }) => messageId);
    assert.equal(new Set(ids(twice)).size, MESSAGES);
    for (const userId of users) {
      const own = (read: typeof first) => read.filter((row) => row.userId === userId);
      const again = own(first.slice(from + 1));
      assert.ok(again.length > 0);
      assert.deepEqual(ids(own(twice)), ids([...own(first), ...again]));
    }
  });
});

test('brokers that are away are said to be so, for the delivery to be tried again', async () => {
  const sink = sinkTo('127.0.0.1:1', 'anything');
  await assert.rejects(sink.deliver(messages, signal), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.match(error.message, /cannot be written to/);
    return true;
  });
});

test('brokers that do not answer are left when a delivery is cut off: nothing is sent to them any more', async () => {
  const sockets = new Set<Socket>();
  const asked = Promise.withResolvers<void>();
  const silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', () => asked.resolve());
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sink = new KafkaSink(
    audienceDeclaration.parse({
      id: 'bus',
      kafka: {
        brokers: `127.0.0.1:${(silent.address() as AddressInfo).port}`,
        ...{ topic: 'anything', timeoutMs: 600_000 },
      },
    }).kafka!,
    '.',
  );
  const stop = new AbortController();
  const delivered = sink.deliver(messages, stop.signal);
  await asked.promise;
  stop.abort();
  await assert.rejects(delivered, UnavailableError);
  while (sockets.size > 0) await once([...sockets][0]!, 'close');
  silent.close();
});
