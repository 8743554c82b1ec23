import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { isSet } from '../kit/is-set.ts';
import { recordKey } from '../kit/record-key.ts';
import type { Table } from './catalog.ts';

const RAW_CHARACTERS = 2_000;

/** A row as a message: a tombstone where it is marked as deleted, a reject where it has no key. */
export function rowMessage(
  { stream, key }: Table,
  data: JsonObject,
  version: string,
): ConnectorMessage {
  const fields = key.map(({ name }) => name);
  const found = recordKey(data, fields);
  if (found === null) {
    return {
      type: 'reject',
      stream: stream.name,
      position: `${stream.schema}.${stream.table}`,
      raw: JSON.stringify(data).slice(0, RAW_CHARACTERS),
      reason: `The row lacks its key: ${fields.join(', ')} must all be given.`,
    };
  }
  const isDeleted = stream.deleted !== undefined && isSet(data[stream.deleted]);
  return {
    type: isDeleted ? 'tombstone' : 'record',
    stream: stream.name,
    key: found,
    version,
    data,
  };
}
