import type { ConnectorContext, StreamDescription, StreamField } from '../contract/connector.ts';
import type { JsonObject } from '../contract/json.ts';
import { fieldsOf } from '../kit/field-types.ts';
import type { KafkaConfig, TopicStream } from './config.ts';
import { decoderOf } from './decode/decoder.ts';
import { AllPartitions } from './membership.ts';
import { messageOf } from './message.ts';

/** Of each partition so many of the last messages show what a stream is like. */
const SAMPLE = 20;
const WAIT_MS = 250;

/** What every record says of its message. */
const OWN_FIELDS: readonly StreamField[] = [
  { name: '_partition', type: 'integer', nullable: false },
  { name: '_offset', type: 'integer', nullable: false },
  { name: '_timestamp', type: 'string', nullable: true },
  { name: '_key', type: 'string', nullable: true },
  { name: '_headers', type: 'object', nullable: false },
];
const OWN = new Set(OWN_FIELDS.map(({ name }) => name));

/** A stream as its last messages show it; reads as no member of the group, so nobody is disturbed. */
export async function describeTopic(
  stream: TopicStream,
  config: KafkaConfig,
  context: ConnectorContext,
): Promise<StreamDescription> {
  const all = await AllPartitions.of(stream, config, context);
  try {
    const { client } = all;
    const starts = await client.startOffsets('earliest');
    const ends = await client.endOffsets();
    const positions = new Map(
      ends.map((end, partition) => [partition, Math.max(starts[partition]!, end - SAMPLE)]),
    );
    const decode = await decoderOf(stream, config, context);
    const reader = { stream, topic: client.topic, decode, maxMessageBytes: config.maxMessageBytes };
    const sample: JsonObject[] = [];
    for (const { records } of await client.fetch(positions, WAIT_MS)) {
      for (const record of records) {
        const message = await messageOf(record, reader);
        if (message.type === 'record') sample.push(message.data);
      }
    }
    return {
      name: stream.name,
      fields: [...fieldsOf(sample).filter(({ name }) => !OWN.has(name)), ...OWN_FIELDS],
      primaryKey: keyFields(stream.key),
      cursor: '_offset',
    };
  } finally {
    await all.leave();
  }
}

function keyFields(key: TopicStream['key']): readonly string[] {
  if (key === 'message') return ['_key'];
  return key === 'offset' ? ['_partition', '_offset'] : key;
}
