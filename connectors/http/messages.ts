import { hash } from 'node:crypto';
import type { Json, JsonObject } from '../contract/json.ts';
import { type PushedMessage, PushRefusal } from '../contract/push-connector.ts';
import type { HttpConfig } from './config.ts';
import { messageTime } from './message-time.ts';
import { orderOf } from './order-key.ts';

/** The one stream of an http source. */
export const MESSAGES = 'messages';

/** What a client can say, by the word that stands in the address or under `type`. */
export const MESSAGE_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

const LONGEST_MESSAGE_ID = 100;
const LONGEST_RAW = 2_000;
const ORDER = 'order:';

/** What a message may say of itself; anything else is left out. */
const FIELDS = [
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'event',
  'name',
  'category',
  'properties',
  'traits',
  'originalTimestamp',
  'sentAt',
];

/**
 * The messages of a request that has been parsed.
 * @param type what the address says; null for a batch, whose items say it themselves
 * @throws {PushRefusal} where there are too many, or one is too large
 */
export function messagesOf(
  body: JsonObject,
  type: MessageType | null,
  limits: HttpConfig['limits'],
  receivedAt: number,
): PushedMessage[] {
  const items = type === null ? body.batch : [body];
  if (!Array.isArray(items)) throw new PushRefusal(400, 'The body has no list `batch`.');
  if (items.length > limits.batchEvents) {
    throw new PushRefusal(
      400,
      `The batch has over ${limits.batchEvents} events; send it in parts.`,
    );
  }
  return items.map((item: Json, index) => {
    checkSize(item, index, limits);
    if (!isObject(item)) return rejected(item, index, receivedAt, 'The item is no JSON object.');
    return pushed(item, index, { batch: body, type, receivedAt });
  });
}

function checkSize(item: Json, index: number, { eventBytes }: HttpConfig['limits']): void {
  const text = JSON.stringify(item);
  const small = text.length * 3 <= eventBytes;
  if (small || (text.length <= eventBytes && Buffer.byteLength(text) <= eventBytes)) return;
  throw new PushRefusal(400, `The event at ${index} is over ${eventBytes} bytes.`);
}

interface Surroundings {
  readonly batch: JsonObject;
  readonly type: MessageType | null;
  readonly receivedAt: number;
}

function pushed(item: JsonObject, index: number, around: Surroundings): PushedMessage {
  const { batch, receivedAt } = around;
  const type = around.type ?? item.type;
  if (!MESSAGE_TYPES.includes(type as MessageType)) {
    const reason = `The item's \`type\` is none of ${MESSAGE_TYPES.join(', ')}.`;
    return rejected(item, index, receivedAt, reason);
  }
  const { messageId } = item;
  if (typeof messageId === 'string' && messageId.length >= LONGEST_MESSAGE_ID) {
    const reason = `The messageId has ${LONGEST_MESSAGE_ID} characters or more.`;
    return rejected(item, index, receivedAt, reason);
  }
  const original = item.originalTimestamp ?? item.timestamp;
  const timestamp = messageTime(original, item.sentAt ?? batch.sentAt, receivedAt);
  const data: Record<string, Json> = { type: type!, timestamp };
  for (const field of FIELDS) if (item[field] !== undefined) data[field] = item[field];
  for (const field of ['context', 'integrations']) {
    const both = merged(around.type === null ? batch[field] : undefined, item[field]);
    if (both !== undefined) data[field] = both;
  }
  const id = typeof messageId === 'string' && messageId !== '' ? messageId : contentId(data);
  const order = orderOf(data);
  return {
    id,
    once: order === null,
    message: {
      type: order?.cancelled ? 'tombstone' : 'record',
      stream: MESSAGES,
      key: order === null ? messageKey(id) : `${ORDER}${order.id}`,
      version: timestamp,
      data: { ...data, messageId: id },
    },
  };
}

/** No message may pass for an order. */
const messageKey = (id: string): string => (id.startsWith(ORDER) ? `message:${id}` : id);

/**
 * Names a message that has no `messageId`. The same message sent again is the same, unless it carries
 * no time either: then each sending is taken for something that happened anew.
 */
function contentId(data: Readonly<Record<string, Json>>): string {
  const { sentAt: _, timestamp, originalTimestamp, ...said } = data;
  return `content:${hash('sha256', JSON.stringify([said, originalTimestamp ?? timestamp]))}`;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the batch says of all items, under what the item says itself. */
function merged(ofBatch: Json | undefined, ofItem: Json | undefined): Json | undefined {
  if (!isObject(ofBatch)) return ofItem;
  return isObject(ofItem) ? { ...ofBatch, ...ofItem } : ofBatch;
}

function rejected(item: Json, index: number, receivedAt: number, reason: string): PushedMessage {
  const position = `${new Date(receivedAt).toISOString()} item ${index}`;
  const raw = JSON.stringify(item).slice(0, LONGEST_RAW);
  return {
    id: null,
    once: true,
    message: { type: 'reject', stream: MESSAGES, position, raw, reason },
  };
}
