import { Consumer } from '@platformatic/kafka';
import type { ConnectorContext } from '../contract/connector.ts';
import { clientOptions } from './client.ts';
import type { KafkaConfig, TopicStream } from './config.ts';
import type { TopicState } from './state.ts';
import { TopicClient } from './topic-client.ts';

/** Which partitions of a topic a read has for its own. */
export interface Membership {
  readonly client: TopicClient;
  /** True while others decide anew; what is read meanwhile may be somebody else's. */
  readonly isRevoked: boolean;
  /** Whether the partitions have changed hands since `takeAssignment`. */
  readonly hasNews: boolean;
  /** The partitions where they were told anew, once; else null. @throws what broke the membership */
  takeAssignment(): readonly number[] | null;
  /** Tells others how far the store is. */
  report(stored: TopicState, options: { readonly now: boolean }): Promise<void>;
  leave(): Promise<void>;
}

/**
 * Every partition of a topic, as no member of any group: for a caller that keeps the state by itself.
 * In a group it would be given a part of the topic, and whoever has the rest stores it elsewhere.
 */
export class AllPartitions implements Membership {
  readonly isRevoked = false;
  readonly #consumer: Consumer;
  #assigned: readonly number[] | null;

  private constructor(
    readonly client: TopicClient,
    consumer: Consumer,
    partitions: readonly number[],
  ) {
    this.#consumer = consumer;
    this.#assigned = partitions;
  }

  /** @throws {ConnectorError} */
  static async of(
    stream: TopicStream,
    config: KafkaConfig,
    context: ConnectorContext,
  ): Promise<AllPartitions> {
    const options = await clientOptions(config, context);
    const consumer = new Consumer({ ...options, groupId: config.group });
    const client = new TopicClient(consumer, stream, config, context);
    try {
      return new AllPartitions(client, consumer, await client.partitions());
    } catch (error) {
      await closeConsumer(consumer);
      throw error;
    }
  }

  get hasNews(): boolean {
    return this.#assigned !== null;
  }

  takeAssignment(): readonly number[] | null {
    const assigned = this.#assigned;
    this.#assigned = null;
    return assigned;
  }

  async report(): Promise<void> {}

  leave(): Promise<void> {
    return closeConsumer(this.#consumer);
  }
}

const CLOSE_WITHIN_MS = 3_000;

/** Leaves the group at once, or leaves that to the group's time-out where nobody answers. */
export async function closeConsumer(consumer: Consumer): Promise<void> {
  const late = new Promise<void>((done) => setTimeout(done, CLOSE_WITHIN_MS).unref());
  await Promise.race([consumer.close(true).catch(() => undefined), late]);
}
