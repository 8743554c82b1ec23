import { Consumer } from '@platformatic/kafka';
import type { ConnectorContext } from '../contract/connector.ts';
import { clientOptions } from './client.ts';
import type { KafkaConfig, TopicStream } from './config.ts';
import { closeConsumer, type Membership } from './membership.ts';
import type { TopicState } from './state.ts';
import { TopicClient } from './topic-client.ts';

const COMMIT_EVERY_MS = 1_000;
const LOOK_FOR_PARTITIONS_MS = 30_000;

/** One member of a consumer group: the group tells it which partitions of a topic are its own. */
export class GroupMember implements Membership {
  readonly client: TopicClient;
  readonly #consumer: Consumer;
  readonly #context: ConnectorContext;
  #assigned: readonly number[] | null = null;
  #isRevoked = false;
  #failure: Error | null = null;
  #committed: TopicState = {};
  #committedAt = 0;
  #partitions = 0;
  #lookedAt = Date.now();

  private constructor(consumer: Consumer, client: TopicClient, context: ConnectorContext) {
    this.#consumer = consumer;
    this.client = client;
    this.#context = context;
    consumer.on('consumer:group:join', ({ assignments = [] }) => {
      const own = assignments.find(({ topic }) => topic === client.topic);
      this.#assigned = own?.partitions ?? [];
      this.#isRevoked = false;
    });
    // A failed attempt to join again is told by this event alone.
    consumer.on('error', (error: Error) => {
      this.#failure = error;
    });
  }

  /**
   * @param onRevoke runs before the partitions are given up for others to take; they wait for it
   * @throws {ConnectorError}
   */
  static async join(
    stream: TopicStream,
    config: KafkaConfig,
    context: ConnectorContext,
    onRevoke: () => Promise<void>,
  ): Promise<GroupMember> {
    const { sessionTimeoutMs, timeoutMs, group } = config;
    let member: GroupMember | null = null;
    const consumer = new Consumer({
      ...(await clientOptions(config, context)),
      // A group that waits for a lost member answers only when that one's time is up.
      requestTimeout: sessionTimeoutMs + timeoutMs,
      // Streams of one source are groups of their own: a change of one is no business of the others.
      groupId: `${group}.${stream.name.replaceAll(/\s/g, '_')}`,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, Math.floor(sessionTimeoutMs / 4)),
      autocommit: false,
      // The client asks for this before it joins, at first and whenever the group begins anew, and
      // waits for the answer: the moment to store what was read under the partitions held so far.
      protocolsMetadata: async () => {
        await member?.revoke(onRevoke);
        return Buffer.alloc(0);
      },
    });
    member = new GroupMember(consumer, new TopicClient(consumer, stream, config, context), context);
    try {
      member.#partitions = (await member.client.partitions()).length;
      await member.client.run(() => consumer.joinGroup({}));
      return member;
    } catch (error) {
      await member.leave();
      throw error;
    }
  }

  async revoke(onRevoke: () => Promise<void>): Promise<void> {
    this.#isRevoked = true;
    try {
      await onRevoke();
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  get isRevoked(): boolean {
    return this.#isRevoked;
  }

  get hasNews(): boolean {
    return this.#isRevoked || this.#assigned !== null;
  }

  takeAssignment(): readonly number[] | null {
    if (this.#failure !== null) throw this.#failure;
    const assigned = this.#assigned;
    this.#assigned = null;
    return assigned;
  }

  /**
   * Tells the group how far the store is, for tools that show its lag; where to read on, the store
   * says. Also has the group share out partitions that were added.
   */
  async report(stored: TopicState, options: { readonly now: boolean }): Promise<void> {
    if (!options.now && Date.now() - this.#committedAt < COMMIT_EVERY_MS) return;
    this.#committedAt = Date.now();
    const { topic } = this.client;
    const offsets = Object.entries(stored)
      .filter(([partition, { offset }]) => this.#committed[partition]?.offset !== offset)
      .map(([partition, { offset }]) => ({
        ...{ topic, partition: Number(partition), leaderEpoch: -1 },
        offset: BigInt(offset),
      }));
    this.#committed = stored;
    try {
      if (offsets.length > 0) await this.#consumer.commit({ offsets });
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.#context.log('The offsets could not be told to the group; the store has them.', {
        topic,
        reason,
      });
    }
    await this.#lookForPartitions();
  }

  async #lookForPartitions(): Promise<void> {
    if (Date.now() - this.#lookedAt < LOOK_FOR_PARTITIONS_MS) return;
    this.#lookedAt = Date.now();
    const { length } = await this.client.partitions();
    if (length === this.#partitions) return;
    this.#partitions = length;
    await this.client.run(() => this.#consumer.joinGroup({}));
  }

  leave(): Promise<void> {
    return closeConsumer(this.#consumer);
  }
}
