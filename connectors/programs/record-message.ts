import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../contract/json.ts';
import type { RecordMessage, RejectMessage, TombstoneMessage } from '../contract/message.ts';
import { canonical } from '../kit/canonical-json.ts';
import { recordKey } from '../kit/record-key.ts';
import { keyedMessage, rejectMessage } from '../kit/record-message.ts';
import { objectOf } from './json-value.ts';

/** Where a field stands in a record: its name, or names from outside in. */
export type FieldPath = readonly string[];

/** How the records of a stream are told apart and ordered. */
export interface RecordShape {
  readonly stream: string;
  /** What makes a record's key; where it is empty, the record's whole content does. */
  readonly key: readonly FieldPath[];
}

/** A row of a program as a record of ours, or why it cannot be one. */
export function recordMessage(
  shape: RecordShape,
  data: JsonObject,
  version: string,
  isDeleted: boolean,
): RecordMessage | TombstoneMessage | RejectMessage {
  const { stream } = shape;
  if (Object.keys(data).length === 0) {
    const position = `${stream}, an empty record`;
    return rejectMessage(stream, { position, raw: '{}', reason: 'The record has no fields.' });
  }
  return keyedMessage(stream, data, {
    key: keyOf(shape, data),
    fields: shape.key.map((path) => path.join('.')),
    version,
    isDeleted,
    position: `${stream}, a record without a key`,
  });
}

function keyOf({ key }: RecordShape, data: JsonObject): string | null {
  if (key.length === 0) return createHash('sha256').update(canonical(data)).digest('hex');
  const values = key.map((path) => [path.join('.'), valueAt(data, path) ?? null] as const);
  return recordKey(
    Object.fromEntries(values),
    values.map(([name]) => name),
  );
}

/** The value of a field; undefined where the record has none. */
export function valueAt(data: JsonObject, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => objectOf(value)[name], data);
}
