import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Consumer } from '@platformatic/kafka';
import { audienceMessage } from '../../audiences/audience-message.ts';
import { audienceDeclaration } from '../../audiences/declaration.ts';
import { KafkaSink } from '../../audiences/kafka-sink.ts';
import { UnavailableError } from '../../audiences/sink.ts';
import { TestTopic } from '../support/kafka.ts';
import { requireService } from '../support/services.ts';

const MESSAGES = 12;
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

describe('audiences to Kafka', { skip }, () => {
  test('each user’s changes stand in order in one partition', async () => {
    const topic = await TestTopic.create(facts!.brokers, { partitions: 3 });
    const sink = sinkTo(facts!.brokers, topic.name);
    await sink.deliver(messages.slice(0, 5));
    await sink.deliver(messages.slice(5));
    await sink.close();
    const consumer = new Consumer({
      clientId: 'test',
      groupId: topic.group,
      bootstrapBrokers: [facts!.brokers],
    });
    const stream = await consumer.consume({ topics: [topic.name], mode: 'earliest' });
    const read: { partition: number; userId: string; sequence: number }[] = [];
    for await (const { partition, value } of stream) {
      const { userId, properties } = JSON.parse(String(value));
      read.push({ partition, userId, sequence: properties.sequence });
      if (read.length === MESSAGES) break;
    }
    await stream.close();
    await consumer.close();
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
});

test('brokers that are away are said to be so, for the delivery to be tried again', async () => {
  const sink = sinkTo('127.0.0.1:1', 'anything');
  await assert.rejects(sink.deliver(messages), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.match(error.message, /cannot be written to/);
    return true;
  });
});
