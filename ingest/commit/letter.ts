import type { Json } from '../../connectors/index.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { MAX_DEPTH } from '../validate/depth.ts';

/** The most that is kept of a bad record, in characters of JSON. */
const MAX_RECORD_CHARACTERS = 150_000;
const MAX_KEPT_TEXT = 1024;
const MAX_KEPT_MEMBERS = 64;

/** What a dead letter holds: enough to map the record again, or as much as is safe to keep. */
export type LetterContent =
  | {
      readonly kind: 'record' | 'tombstone';
      readonly key: string;
      readonly version: string;
      readonly data: Json;
      /** Set where `data` is not the whole record as it was: it can then not be replayed. */
      readonly altered?: true;
    }
  /** An event that an application handed over itself. */
  | { readonly kind: 'event'; readonly event: Json }
  | { readonly kind: 'raw'; readonly raw: string };

/**
 * A record as it can be stored. Texts that PostgreSQL refuses and records of any size get there in a
 * shortened, repaired form, marked as altered.
 */
export function letterContent(
  kind: 'record' | 'tombstone',
  record: { key: string; version: string; data: unknown },
): LetterContent {
  const state = { altered: false };
  const key = storable(record.key, state);
  const version = storable(record.version, state);
  let data = repaired(record.data, 0, state);
  if (canonicalJson(data).length > MAX_RECORD_CHARACTERS) {
    state.altered = true;
    data = shortened(data, 0);
  }
  return { kind, key, version, data, ...(state.altered ? { altered: true } : {}) };
}

/** A good record as it came, whole whatever its size: it waits only for a person's word. */
export function heldContent(
  kind: 'record' | 'tombstone',
  { key, version, data }: { key: string; version: string; data: unknown },
): LetterContent {
  return { kind, key, version, data: repaired(data, 0, { altered: false }) };
}

export function heldEvent(event: unknown): LetterContent {
  return { kind: 'event', event: repaired(event, 0, { altered: false }) };
}

export function rawContent(raw: string): LetterContent {
  return { kind: 'raw', raw: storable(raw.slice(0, MAX_RECORD_CHARACTERS), { altered: false }) };
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
export function storable(text: string, state = { altered: false }): string {
  const clean = text.replaceAll('\u0000', '\u2400').toWellFormed();
  if (clean !== text) state.altered = true;
  return clean;
}

function repaired(value: unknown, depth: number, state: { altered: boolean }): Json {
  if (typeof value === 'string') return storable(value, state);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'object' && depth < MAX_DEPTH) {
    if (Array.isArray(value)) return value.map((one) => repaired(one, depth + 1, state));
    if (!(value instanceof Date)) return members(value, depth, state);
  }
  if (value === undefined) return null;
  state.altered = true;
  return typeof value === 'object' ? '[too deep]' : String(value);
}

function members(value: object, depth: number, state: { altered: boolean }): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      storable(name, state),
      repaired(member, depth + 1, state),
    ]),
  );
}

/** The first of everything, so that a person still recognises the record. */
function shortened(value: Json, depth: number): Json {
  if (typeof value === 'string') return value.slice(0, MAX_KEPT_TEXT).toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (depth > 2) return '[shortened]';
  if (Array.isArray(value)) {
    return value.slice(0, MAX_KEPT_MEMBERS).map((one) => shortened(one, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_KEPT_MEMBERS)
      .map(([name, member]) => [name.slice(0, MAX_KEPT_TEXT), shortened(member, depth + 1)]),
  );
}
