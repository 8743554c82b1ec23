import { type Consumer, FetchIsolationLevels, findErrorBy } from '@platformatic/kafka';
import type { ConnectorContext } from '../contract/connector.ts';
import { unlessAborted } from '../kit/unless-aborted.ts';
import { type KafkaConfig, type TopicStream, topicOf } from './config.ts';
import { connectorError } from './errors.ts';
import { type FetchedPartition, fetchedPartition } from './fetched.ts';
import { listTopics, requireTopic } from './topics.ts';

/** What one answer holds at most, and of one partition; a longer batch comes alone and whole. */
const ANSWER_BYTES = 8 * 1024 * 1024;
const PARTITION_BYTES = 1024 * 1024;

/** Times that stand for the ends of a partition. */
const LATEST = -1n;
const EARLIEST = -2n;

/** A wanted offset is not there: deleted before it was read, or not written yet. */
export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
}

/** One topic of the brokers: its partitions, their ends, their messages. */
export class TopicClient {
  readonly topic: string;
  readonly #consumer: Consumer;
  readonly #stream: TopicStream;
  readonly #config: KafkaConfig;
  readonly #context: ConnectorContext;

  constructor(
    consumer: Consumer,
    stream: TopicStream,
    config: KafkaConfig,
    context: ConnectorContext,
  ) {
    this.topic = topicOf(stream);
    this.#consumer = consumer;
    this.#stream = stream;
    this.#config = config;
    this.#context = context;
    consumer.topics.track(this.topic);
  }

  /** @throws {ConnectorConfigError} naming the nearest topic where this one is not there */
  async metadata() {
    const all = await this.run(() => this.#consumer.metadata({ topics: [this.topic] })).catch(
      async (error: unknown) => {
        // The client does not tell an unknown topic from other mistakes, so what there is decides.
        if (!this.#context.signal.aborted) {
          requireTopic(this.#stream, await listTopics(this.#config, this.#context));
        }
        throw error;
      },
    );
    return all.topics.get(this.topic)!;
  }

  async partitions(): Promise<number[]> {
    return [...(await this.metadata()).partitions.keys()];
  }

  /** Where a partition that was never read begins. */
  async startOffsets(start: TopicStream['start']): Promise<number[]> {
    if (start === 'earliest') return this.#offsets(EARLIEST);
    const ends = await this.endOffsets();
    if (start === 'latest') return ends;
    const found = await this.#offsets(BigInt(Date.parse(start)));
    // After the last message there is no offset for an instant.
    return found.map((offset, partition) => (offset < 0 ? ends[partition]! : offset));
  }

  /** By partition: behind the last message that is safe to read. */
  endOffsets(): Promise<number[]> {
    return this.#offsets(LATEST);
  }

  async #offsets(timestamp: bigint): Promise<number[]> {
    const { topic } = this;
    const offsets = await this.run(() =>
      this.#consumer.listOffsets({ topics: [topic], timestamp }),
    );
    return offsets.get(topic)!.map(Number);
  }

  /**
   * What there is from the positions on; waits for it for so long.
   * @throws {OffsetOutOfRange}
   */
  async fetch(
    positions: ReadonlyMap<number, number>,
    maxWaitMs: number,
  ): Promise<FetchedPartition[]> {
    const { id, partitions } = await this.metadata();
    const byLeader = Map.groupBy(positions.keys(), (index) => partitions[index]!.leader);
    const answers = await Promise.all(
      [...byLeader].map(([node, owned]) =>
        this.run(() =>
          this.#consumer.fetch({
            node,
            maxWaitTime: maxWaitMs,
            minBytes: 1,
            maxBytes: ANSWER_BYTES,
            isolationLevel: FetchIsolationLevels.READ_COMMITTED,
            topics: [
              {
                topicId: id,
                partitions: owned.map((partition) => ({
                  partition,
                  fetchOffset: BigInt(positions.get(partition)!),
                  currentLeaderEpoch: -1,
                  lastFetchedEpoch: -1,
                  partitionMaxBytes: PARTITION_BYTES,
                })),
              },
            ],
          }),
        ),
      ),
    );
    return answers
      .flatMap(({ responses }) => responses.flatMap((response) => response.partitions))
      .filter(({ partitionIndex }) => positions.has(partitionIndex))
      .map((answer) => fetchedPartition(answer, positions.get(answer.partitionIndex)!));
  }

  /** Runs a call of the client; ends with the signal. @throws {ConnectorError} */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await unlessAborted(call(), this.#context.signal);
    } catch (error) {
      if (this.#context.signal.aborted) throw error;
      const isOutOfRange = findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE') !== null;
      throw isOutOfRange ? new OffsetOutOfRange() : connectorError(error, this.#config);
    }
  }
}
