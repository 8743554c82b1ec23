import { hash, timingSafeEqual } from 'node:crypto';
import type { StreamDescription, StreamField } from '../contract/connector.ts';
import type { JsonObject } from '../contract/json.ts';
import { type PushConnector, PushRefusal } from '../contract/push-connector.ts';
import { parseObject } from '../kit/parse-object.ts';
import { type HttpConfig, httpConfig } from './config.ts';
import { MESSAGE_TYPES, MESSAGES, type MessageType, messagesOf } from './messages.ts';
import { shownWriteKey } from './write-key.ts';

const field = (name: string, type: StreamField['type'], nullable = true): StreamField => ({
  name,
  type,
  nullable,
});

const FIELDS: readonly StreamField[] = [
  field('messageId', 'string', false),
  field('type', 'string', false),
  field('timestamp', 'string', false),
  ...['userId', 'anonymousId', 'previousId', 'groupId', 'event', 'name', 'category'].map((name) =>
    field(name, 'string'),
  ),
  ...['originalTimestamp', 'sentAt'].map((name) => field(name, 'string')),
  ...['properties', 'traits', 'context', 'integrations'].map((name) => field(name, 'object')),
];
const STREAM: StreamDescription = {
  name: MESSAGES,
  primaryKey: ['messageId'],
  cursor: null,
  fields: FIELDS,
};

const digest = (text: string) => hash('sha256', text, 'buffer');

/** Whether a source takes this key; digests are compared, so that time tells nothing about a key. */
export function takesKey({ writeKeys }: HttpConfig, key: string): boolean {
  const given = digest(key);
  return writeKeys.filter((known) => timingSafeEqual(digest(known), given)).length > 0;
}

/** Events that applications send by the Segment tracking API; many clients for it exist. */
export const httpConnector: PushConnector<HttpConfig> = {
  spec: {
    name: 'http',
    title: 'HTTP events',
    description: 'Events that applications and pages send by the Segment tracking API.',
    config: httpConfig,
  },
  vocabulary: 'segment',

  check: async ({ enabled, writeKeys }) => {
    if (!enabled) return { ok: true, message: 'It is switched off: requests are answered 404.' };
    const keys = writeKeys.length === 1 ? 'one write key' : `${writeKeys.length} write keys`;
    return { ok: true, message: `Takes events at /v1/batch with ${keys} while Portrait serves.` };
  },

  discover: async () => [STREAM],

  /** The stream names a type of message here, as the last part of the address does; none is a batch. */
  receive(config, { stream, headers, body, receivedAt }) {
    if (stream !== null && !MESSAGE_TYPES.includes(stream as MessageType)) {
      throw new PushRefusal(
        404,
        `There is no message type of that name: ${MESSAGE_TYPES.join(', ')}.`,
      );
    }
    const parsed: JsonObject = parseObject(body, config.limits.batchBytes);
    const key = shownWriteKey(headers.authorization, parsed);
    if (key === null || !takesKey(config, key)) throw new PushRefusal(401, 'Unknown write key.');
    if (!config.enabled) throw new PushRefusal(404, 'This source is switched off.');
    return messagesOf(parsed, stream as MessageType | null, config.limits, receivedAt);
  },
};
