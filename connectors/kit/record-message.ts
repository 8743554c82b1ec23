import type { JsonObject } from '../contract/json.ts';
import type {
  ConnectorMessage,
  RecordMessage,
  RejectMessage,
  TombstoneMessage,
} from '../contract/message.ts';
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
  return keyedMessage(name, data, {
    key: recordKey(data, primaryKey),
    fields: primaryKey,
    version: version === undefined ? '' : versionText(data[version]),
    isDeleted: deleted !== undefined && isSet(data[deleted]),
    position,
  });
}

/** How a record is told apart. */
interface Identity {
  /** Null where a field of it is missing. */
  readonly key: string | null;
  /** The fields that make the key, for a person to read. */
  readonly fields: readonly string[];
  readonly version: string;
  readonly isDeleted: boolean;
  /** Where the record stands in its source. */
  readonly position: string;
}

/** A record or a tombstone under its key; a reject where it has none. */
export function keyedMessage(
  stream: string,
  data: JsonObject,
  { key, fields, version, isDeleted, position }: Identity,
): RecordMessage | TombstoneMessage | RejectMessage {
  if (key === null) {
    const reason = `The record lacks its key: ${fields.join(', ')} must all be given.`;
    return rejectMessage(stream, { position, raw: JSON.stringify(data), reason });
  }
  return { type: isDeleted ? 'tombstone' : 'record', stream, key, version, data };
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
