import type {
  CheckResult,
  Connector,
  ConnectorContext,
  StreamDescription,
} from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { type KafkaConfig, kafkaConfig } from './config.ts';
import { decoderOf } from './decode/decoder.ts';
import { SchemaRegistry } from './decode/registry.ts';
import { describeTopic } from './discover.ts';
import { readTopic } from './read-topic.ts';
import { listTopics, requireTopic } from './topics.ts';

/** Reads topics of Kafka as a member of a consumer group; its offsets are stored with the data. */
export const kafkaConnector: Connector<KafkaConfig> = {
  spec: {
    name: 'kafka',
    title: 'Apache Kafka',
    description: 'Topics of Kafka, JSON or Avro, read as a member of a consumer group.',
    config: kafkaConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      const topics = await listTopics(config, context);
      for (const stream of config.streams) {
        requireTopic(stream, topics);
        await decoderOf(stream, config, context);
      }
      if (config.registry !== undefined) await new SchemaRegistry(config.registry, context).check();
      return {
        ok: true,
        message: `Kafka answers; ${config.streams.length} streams can be read.`,
      };
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  async discover(config, context) {
    const topics = await listTopics(config, context);
    for (const stream of config.streams) requireTopic(stream, topics);
    if (config.streams.length > 0) {
      return Promise.all(config.streams.map((stream) => describeTopic(stream, config, context)));
    }
    return describeAll(topics, config, context);
  },

  read(config, request, context) {
    const stream = config.streams.find(({ name }) => name === request.stream);
    if (stream === undefined) {
      const names = config.streams.map(({ name }) => name);
      throw new ConnectorConfigError(
        `The Kafka source has no stream "${request.stream}"; ${nearestHint(request.stream, names)}`,
      );
    }
    return readTopic(stream, config, request, context);
  },
};

/** Every topic that is there from first to last: one that is dropped meanwhile is no stream. */
async function describeAll(
  topics: readonly string[],
  config: KafkaConfig,
  context: ConnectorContext,
): Promise<StreamDescription[]> {
  const { streams } = kafkaConfig.parse({ ...config, streams: topics.map((name) => ({ name })) });
  const found = await Promise.allSettled(
    streams.map((stream) => describeTopic(stream, config, context)),
  );
  const failed = found.some(({ status }) => status === 'rejected');
  const left = new Set(failed ? await listTopics(config, context) : topics);
  return found.flatMap((result, place) => {
    if (result.status === 'fulfilled') return [result.value];
    if (left.has(topics[place])) throw result.reason;
    return [];
  });
}
