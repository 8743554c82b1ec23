import { randomUUID } from 'node:crypto';
import { Admin, Producer } from '@platformatic/kafka';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import { withoutHttp } from '../conformance/excuses.ts';
import { SetupAbsentError } from '../conformance/setup-absent-error.ts';
import type { ConformanceCase } from '../conformance/setups.ts';
import type { Json } from '../contract/json.ts';
import { type KafkaConfig, kafkaConfig } from './config.ts';
import { kafkaConnector } from './kafka-connector.ts';

const PARTITIONS = 3;
const MESSAGES = 60;

/** A compacted topic on the broker of `KAFKA_BROKERS`, in which messages of one key are one record. */
export async function kafkaSetup(): Promise<ConformanceSetup<KafkaConfig>> {
  const brokers = process.env.KAFKA_BROKERS;
  if (!brokers) throw new SetupAbsentError('KAFKA_BROKERS names no broker');
  const id = randomUUID().slice(0, 8);
  const [topic, empty] = [`conformance-${id}`, `conformance-${id}-empty`];
  const base = { clientId: 'conformance', bootstrapBrokers: brokers.split(',') };
  const admin = new Admin(base);
  const producer = new Producer(base);
  await admin.createTopics({ topics: [topic, empty], partitions: PARTITIONS, replicas: 1 });
  const send = async (key: string, value: Json) => {
    const text = value === null ? null : Buffer.from(JSON.stringify(value));
    const message = { topic, key: Buffer.from(key), value: text as Buffer };
    await producer.send({ acks: -1, messages: [message] });
    return key;
  };
  const product = (index: number, fields = {}) => ({
    name: `Product ${index}`,
    price: 9.5,
    ...fields,
  });
  for (let index = 0; index < MESSAGES; index += 1) await send(`p${index % 50}`, product(index));
  let count = 0;
  const newKey = () => {
    count += 1;
    return `new-${count}`;
  };
  const config = configuration(brokers, id, [topic, empty]);
  const misspelt = configuration(brokers, id, [`${topic}x`, empty]);
  const alterations = {
    added: { field: 'coupon', fields: { coupon: 'spring' } },
    retyped: { field: 'price', fields: { price: '9.50' } },
  };
  return {
    config: config,
    emptyStream: 'empty',
    wrong: { 'misspelt topic': misspelt },
    network: {
      kind: 'tcp',
      address: brokers.split(',')[0]!,
      through: (address) => configuration(address, id, [topic, empty]),
    },
    deeds: {
      change: () => send('p1', product(1, { name: `changed ${newKey()}` })),
      remove: () => send('p2', null),
      addText: async (_stream, text) => ({
        key: await send(newKey(), product(0, { name: text })),
        field: 'name',
      }),
      alter: async (_stream, alteration) => {
        const { field, fields } = alterations[alteration as keyof typeof alterations];
        await send(newKey(), product(0, fields));
        return { field, undo: async () => {} };
      },
    },
    notApplicable: {
      ...withoutHttp('Kafka speaks a protocol of its own'),
      'late-row': 'offsets are given in the order of the commits, so nothing comes late',
      'time-zone-edges': 'offsets order the messages, not instants',
      'drift-removed': 'a topic keeps the messages that were written with the field',
    },
    close: async () => {
      await producer.close();
      await admin.deleteTopics({ topics: [topic, empty] });
      await admin.close();
    },
  };
}

function configuration(
  brokers: string,
  id: string,
  [topic, empty]: readonly string[],
): KafkaConfig {
  return kafkaConfig.parse({
    ...{ brokers, group: `conformance-${id}`, sessionTimeoutMs: 6_000, timeoutMs: 1_500 },
    streams: [
      { name: 'products', topic, key: 'message' },
      { name: 'empty', topic: empty, key: 'message' },
    ],
  });
}

export const conformanceCase: ConformanceCase<KafkaConfig> = {
  connector: kafkaConnector,
  setup: kafkaSetup,
};
