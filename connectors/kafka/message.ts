import type { Json, JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { recordKey } from '../kit/record-key.ts';
import { RAW_CHARACTERS, rejectMessage } from '../kit/record-message.ts';
import type { TopicStream } from './config.ts';
import type { Decode } from './decode/decoder.ts';
import { UndecodableError } from './decode/undecodable.ts';
import type { FetchedRecord } from './fetched.ts';

const OFFSET_DIGITS = 20;

/** What a record says of its message beside the fields of its value. */
interface Envelope extends JsonObject {
  readonly _partition: number;
  readonly _offset: number;
  readonly _timestamp: string | null;
  readonly _key: string | null;
  readonly _headers: JsonObject;
}

/** How the messages of one topic are read. */
export interface MessageReader {
  readonly stream: TopicStream;
  readonly topic: string;
  readonly decode: Decode;
  readonly maxMessageBytes: number;
}

/** A message as a record, a tombstone, or what goes to the dead letters with its place. */
export async function messageOf(
  record: FetchedRecord,
  reader: MessageReader,
): Promise<ConnectorMessage> {
  const { stream, topic, decode, maxMessageBytes } = reader;
  const { partition, offset, value } = record;
  const position = `${topic}-${partition}@${offset}`;
  const reject = (reason: string): ConnectorMessage => {
    const start = value?.subarray(0, RAW_CHARACTERS) ?? Buffer.alloc(0);
    const raw = stream.format === 'avro' ? start.toString('base64') : start.toString();
    return rejectMessage(stream.name, { position, raw, reason });
  };
  if (value !== null && value.length > maxMessageBytes) {
    return reject(
      `The value has ${value.length} bytes, more than \`maxMessageBytes\` allows (${maxMessageBytes}).`,
    );
  }
  const envelope = envelopeOf(record);
  // Of two messages of one record the later one counts, and one partition holds both.
  const version = String(offset).padStart(OFFSET_DIGITS, '0');
  if (stream.key === 'message' && envelope._key === null) {
    return reject('The message has no key, and `key: message` makes it the key of the record.');
  }
  if (value === null) {
    if (stream.key !== 'message') {
      return reject('The message has no value. Where that deletes, say `key: message`.');
    }
    const { _key: key } = envelope;
    return { type: 'tombstone', stream: stream.name, key: key!, version, data: envelope };
  }
  let payload: Json;
  try {
    payload = await decode(value);
  } catch (error) {
    if (error instanceof UndecodableError) return reject(error.message);
    throw error;
  }
  const data: JsonObject = { ...fieldsOf(payload), ...envelope };
  const key = keyOf(stream, position, envelope, data);
  if (key === null) return reject(`The value lacks its key: ${String(stream.key)} must be given.`);
  return { type: 'record', stream: stream.name, key, version, data };
}

function keyOf(
  { key }: TopicStream,
  position: string,
  envelope: Envelope,
  data: JsonObject,
): string | null {
  if (key === 'offset') return position;
  return key === 'message' ? envelope._key : recordKey(data, key);
}

/** A value that is no object stands under `value`. */
function fieldsOf(payload: Json): JsonObject {
  const isObject = payload !== null && typeof payload === 'object' && !Array.isArray(payload);
  return isObject ? (payload as JsonObject) : { value: payload };
}

function envelopeOf(record: FetchedRecord): Envelope {
  const { partition, offset, timestamp, key, headers } = record;
  return {
    _partition: partition,
    _offset: offset,
    _timestamp: timestamp < 0 ? null : new Date(timestamp).toISOString(),
    _key: key === null ? null : text(key),
    // Of a header that is given twice the last one counts.
    _headers: Object.fromEntries(
      headers.map(([name, value]) => [text(name ?? ''), value === null ? null : text(value)]),
    ),
  };
}

/** Bytes as text; what is no UTF-8 in base64, so that different keys stay different. */
function text(bytes: Buffer | string): string {
  if (typeof bytes === 'string') return bytes;
  const read = bytes.toString('utf8');
  return Buffer.from(read, 'utf8').equals(bytes) ? read : `base64:${bytes.toString('base64')}`;
}
