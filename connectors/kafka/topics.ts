import { Admin } from '@platformatic/kafka';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { unlessAborted } from '../kit/unless-aborted.ts';
import { clientOptions } from './client.ts';
import { type KafkaConfig, type TopicStream, topicOf } from './config.ts';
import { connectorError } from './errors.ts';

/** The topics that this user may see, without Kafka's own. @throws {ConnectorError} */
export async function listTopics(
  config: KafkaConfig,
  context: ConnectorContext,
): Promise<string[]> {
  const admin = new Admin({ ...(await clientOptions(config, context)), retries: 0 });
  try {
    return (await unlessAborted(admin.listTopics(), context.signal)).sort();
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw connectorError(error, config);
  } finally {
    await admin.close().catch(() => undefined);
  }
}

/** @throws {ConnectorConfigError} naming the nearest topic where a stream's topic is not there */
export function requireTopic(stream: TopicStream, topics: readonly string[]): void {
  const topic = topicOf(stream);
  if (topics.includes(topic)) return;
  throw new ConnectorConfigError(
    `Stream "${stream.name}": there is no topic "${topic}" that this user may read; ${nearestHint(topic, topics)}`,
  );
}
