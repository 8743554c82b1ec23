import { randomUUID } from 'node:crypto';
import { Admin, Producer } from '@platformatic/kafka';

/** A message to write; `value: null` is a tombstone. */
export interface TestMessage {
  readonly value: string | Buffer | object | null;
  readonly key?: string;
  readonly partition?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestamp?: number;
}

/** A topic of its own on the real broker, with what writes to it; `close` deletes it. */
export class TestTopic {
  readonly name = `test-${randomUUID().slice(0, 8)}`;
  readonly group = `group-${randomUUID().slice(0, 8)}`;
  readonly #admin: Admin;
  readonly #producer: Producer;

  private constructor(readonly brokers: string) {
    const base = { clientId: 'test', bootstrapBrokers: brokers.split(',') };
    this.#admin = new Admin(base);
    // Or a slow machine, on which a send is tried again, would write messages twice.
    this.#producer = new Producer({ ...base, idempotent: true });
  }

  static async create(
    brokers: string,
    options: { readonly partitions?: number; readonly configs?: Record<string, string> } = {},
  ): Promise<TestTopic> {
    const topic = new TestTopic(brokers);
    const { partitions = 1, configs = {} } = options;
    await topic.#admin.createTopics({
      topics: [topic.name],
      partitions,
      replicas: 1,
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    });
    return topic;
  }

  async send(messages: readonly TestMessage[]): Promise<void> {
    await this.#producer.send({ acks: -1, messages: messages.map((one) => this.#sent(one)) });
  }

  /** Writes in a transaction each, and ends it as told. */
  async sendInTransactions(
    transactions: readonly { readonly commit: boolean; readonly messages: TestMessage[] }[],
  ): Promise<void> {
    const producer = new Producer({
      ...{ clientId: 'test', bootstrapBrokers: this.brokers.split(',') },
      ...{ transactionalId: `${this.name}-${randomUUID()}`, idempotent: true },
    });
    for (const { commit, messages } of transactions) {
      const transaction = await producer.beginTransaction();
      await transaction.send({ acks: -1, messages: messages.map((one) => this.#sent(one)) });
      await (commit ? transaction.commit() : transaction.abort());
    }
    await producer.close();
  }

  #sent({ value, key, headers, ...rest }: TestMessage) {
    const { partition, timestamp } = rest;
    return {
      topic: this.name,
      value: bytesOf(value) as Buffer,
      ...(key !== undefined && { key: Buffer.from(key) }),
      ...(partition !== undefined && { partition }),
      ...(timestamp !== undefined && { timestamp: BigInt(timestamp) }),
      ...(headers && {
        headers: new Map(
          Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
        ),
      }),
    };
  }

  /** Deletes what stands before an offset, as a topic's retention does. */
  async deleteBefore(partition: number, offset: number): Promise<void> {
    await this.#admin.deleteRecords({
      topics: [{ name: this.name, partitions: [{ partition, offset: BigInt(offset) }] }],
    });
  }

  /** What a lag tool sees of the group: the committed offset of each partition. */
  async committed(stream: string): Promise<number[]> {
    const [group] = await this.#admin.listConsumerGroupOffsets({
      groups: [`${this.group}.${stream}`],
    });
    const [topic] = group?.topics ?? [];
    return (topic?.partitions ?? [])
      .toSorted((left, right) => left.partitionIndex - right.partitionIndex)
      .map(({ committedOffset }) => Number(committedOffset));
  }

  /** Deletes the topic and makes it again under the same name. */
  async makeAnew(): Promise<void> {
    await this.#admin.deleteTopics({ topics: [this.name] });
    await this.#admin.createTopics({ topics: [this.name], partitions: 1, replicas: 1 });
    this.#producer.clearMetadata();
  }

  async close(): Promise<void> {
    await this.#producer.close();
    await this.#admin.deleteTopics({ topics: [this.name] });
    await this.#admin.close();
  }
}

function bytesOf(value: TestMessage['value']): Buffer | null {
  if (value === null || Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
