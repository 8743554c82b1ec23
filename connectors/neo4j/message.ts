import type { ConnectorMessage } from '../contract/message.ts';
import { recordKey } from '../kit/record-key.ts';
import { isSet, keyedMessage } from '../kit/record-message.ts';
import type { GraphStream, QueryStream } from './config.ts';
import type { Row } from './connection.ts';
import { jsonOf, objectOf, versionOf } from './values.ts';

/** The message for a row of our own Cypher. */
export function graphMessage(row: Row, stream: GraphStream): ConnectorMessage {
  const properties = objectOf((row.data ?? {}) as Row);
  const version = stream.updatedAt === undefined ? '' : versionOf(row.updatedAt);
  const position = `${stream.kind === 'nodes' ? stream.label : stream.type} ${String(row.id)}`;
  const facts = { position, version, isDeleted: isSet(jsonOf(row.deleted)) };
  if (stream.kind === 'nodes') {
    const data = { ...properties, [stream.key]: jsonOf(row.key) };
    const key = recordKey(data, [stream.key]);
    return keyedMessage(stream.name, data, { ...facts, key, fields: [stream.key] });
  }
  const { start, end } = stream;
  const ends = { [start.as]: jsonOf(row.startKey), [end.as]: jsonOf(row.endKey) };
  const data = { ...properties, ...ends };
  const pair = recordKey(data, [start.as, end.as]);
  const own = recordKey({ key: jsonOf(row.key) }, ['key']);
  const isPair = pair === null || stream.key === undefined;
  const key = isPair ? pair : own;
  const fields = isPair ? [start.as, end.as] : [stream.key!];
  return keyedMessage(stream.name, data, { ...facts, key, fields });
}

/** The message for a row of a person's Cypher. */
export function queryMessage(row: Row, stream: QueryStream): ConnectorMessage {
  const data = objectOf(row);
  const version = stream.version === undefined ? '' : versionOf(row[stream.version]);
  const isDeleted = stream.deleted !== undefined && isSet(jsonOf(row[stream.deleted]));
  const { name, key: fields } = stream;
  const position = 'a row of the query';
  const key = recordKey(data, fields);
  return keyedMessage(name, data, { key, fields, version, isDeleted, position });
}
