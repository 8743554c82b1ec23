import type { JsonObject } from '../contract/json.ts';
import type { ConnectorMessage, RejectMessage } from '../contract/message.ts';
import { recordKey } from './record-key.ts';
import { versionText } from './version-text.ts';

/** How much of a bad row is kept for a person to look at. */
export const RAW_CHARACTERS = 2_000;
/** What a field for deletions may hold besides nothing to say that a record still exists. */
const NOT_DELETED = new Set(['', '0', 'f', 'false', 'n', 'no']);

interface Shape {
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly cursor?: string;
  readonly version?: string;
  readonly deleted?: string;
}

/** A record as the message that ingest takes; a reject where it has no key. */
export function recordMessage(data: JsonObject, stream: Shape, position: string): ConnectorMessage {
  const { name, primaryKey, cursor, version = cursor, deleted } = stream;
  const key = recordKey(data, primaryKey);
  if (key === null) {
    const reason = `The record lacks its key: ${primaryKey.join(', ')} must all be given.`;
    return rejectMessage(name, { position, raw: JSON.stringify(data), reason });
  }
  return {
    type: isSet(deleted === undefined ? null : data[deleted]) ? 'tombstone' : 'record',
    stream: name,
    key,
    version: version === undefined ? '' : versionText(data[version]),
    data,
  };
}

/** A row that is no record, cut to what is safe to store. */
export function rejectMessage(
  stream: string,
  { position, raw, reason }: { position: string; raw: string; reason: string },
): RejectMessage {
  return { type: 'reject', stream, position, raw: shownRaw(raw), reason };
}

/** The part of a bad row that is kept, as text that every store can hold. */
export function shownRaw(text: string): string {
  return text.slice(0, RAW_CHARACTERS).replaceAll('\0', '\u2400').toWellFormed();
}

/** Whether a field that marks deleted records says so. */
export function isSet(mark: unknown): boolean {
  if (mark === null || mark === undefined || mark === false) return false;
  return !NOT_DELETED.has(String(mark).trim().toLowerCase());
}
