import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { recordKey } from '../kit/record-key.ts';
import { isSet, keyedMessage } from '../kit/record-message.ts';
import type { Table } from './catalog.ts';

/** A row as a message: a tombstone where it is marked as deleted, a reject where it has no key. */
export function rowMessage(
  { stream, key }: Table,
  data: JsonObject,
  version: string,
): ConnectorMessage {
  const fields = key.map(({ name }) => name);
  return keyedMessage(stream.name, data, {
    key: recordKey(data, fields),
    fields,
    version,
    isDeleted: stream.deleted !== undefined && isSet(data[stream.deleted]),
    position: `${stream.schema}.${stream.table}`,
  });
}
