import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { isSet } from '../kit/is-set.ts';
import { recordKey } from '../kit/record-key.ts';
import type { GraphStream, QueryStream } from './config.ts';
import type { Row } from './connection.ts';
import { jsonOf, objectOf, versionOf } from './values.ts';

const RAW_CHARACTERS = 2_000;

/** The message for a row of our own Cypher. */
export function graphMessage(row: Row, stream: GraphStream): ConnectorMessage {
  const properties = objectOf((row.data ?? {}) as Row);
  const version = stream.updatedAt === undefined ? '' : versionOf(row.updatedAt);
  const position = `${stream.kind === 'nodes' ? stream.label : stream.type} ${String(row.id)}`;
  const facts = {
    name: stream.name,
    position,
    version,
    deleted: isSet(jsonOf(row.deleted)),
  };
  if (stream.kind === 'nodes') {
    const data = { ...properties, [stream.key]: jsonOf(row.key) };
    return message(facts, data, recordKey(data, [stream.key]), [stream.key]);
  }
  const { start, end, key } = stream;
  const ends = { [start.as]: jsonOf(row.startKey), [end.as]: jsonOf(row.endKey) };
  const data = { ...properties, ...ends };
  const pair = recordKey(data, [start.as, end.as]);
  const own = recordKey({ key: jsonOf(row.key) }, ['key']);
  const missing = pair === null ? [start.as, end.as] : [key ?? ''];
  return message(facts, data, pair === null || key === undefined ? pair : own, missing);
}

/** The message for a row of a person's Cypher. */
export function queryMessage(row: Row, stream: QueryStream): ConnectorMessage {
  const data = objectOf(row);
  const version = stream.version === undefined ? '' : versionOf(row[stream.version]);
  const deleted = stream.deleted !== undefined && isSet(jsonOf(row[stream.deleted]));
  const facts = { name: stream.name, position: 'a row of the query', version, deleted };
  return message(facts, data, recordKey(data, stream.key), stream.key);
}

function message(
  facts: { name: string; position: string; version: string; deleted: boolean },
  data: JsonObject,
  key: string | null,
  keyFields: readonly string[],
): ConnectorMessage {
  const { name: stream, position, version, deleted } = facts;
  if (key === null) {
    const raw = JSON.stringify(data).slice(0, RAW_CHARACTERS);
    const reason = `The record lacks its key: ${keyFields.join(', ')} must all be given.`;
    return { type: 'reject', stream, position, raw, reason };
  }
  return { type: deleted ? 'tombstone' : 'record', stream, key, version, data };
}
