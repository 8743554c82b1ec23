import { StoreValueError } from './errors.ts';
import type { Json } from './json.ts';

/** The longest id or record key, in bytes of UTF-8: what fits into an index entry together with others. */
export const MAXIMUM_KEY_BYTES = 512;
/** The longest text or JSON document of one column, in characters. */
export const MAXIMUM_TEXT_LENGTH = 1_000_000;

/**
 * A text that PostgreSQL can hold.
 * @param place table and column, for the error
 * @throws {StoreValueError} for NUL characters, broken surrogate pairs and texts that are too long
 */
export function checkText(value: string, place: string): string {
  if (typeof value !== 'string') {
    throw new StoreValueError(place, `must be a text, got ${typeof value}`, 'Convert it first.');
  }
  if (value.length > MAXIMUM_TEXT_LENGTH) {
    throw new StoreValueError(
      place,
      `is too long (${value.length} characters, at most ${MAXIMUM_TEXT_LENGTH})`,
      'Shorten it or leave it out of the mapping.',
    );
  }
  if (value.includes('\0')) {
    throw new StoreValueError(
      place,
      'holds a NUL character',
      'Remove it from the source or the mapping.',
    );
  }
  if (!value.isWellFormed()) {
    throw new StoreValueError(place, 'holds half a surrogate pair', 'Decode the source as UTF-8.');
  }
  return value;
}

/**
 * A text that serves as a key.
 * @throws {StoreValueError} also for texts too long for an index and for empty ones
 */
export function checkKey(value: string, place: string): string {
  checkText(value, place);
  if (value.length * 3 > MAXIMUM_KEY_BYTES && Buffer.byteLength(value) > MAXIMUM_KEY_BYTES) {
    throw new StoreValueError(
      place,
      `is too long for a key (${Buffer.byteLength(value)} bytes, at most ${MAXIMUM_KEY_BYTES})`,
      'Use a shorter key, or a hash of it.',
    );
  }
  if (value === '') throw new StoreValueError(place, 'is empty', 'Give every row a key.');
  return value;
}

/** @throws {StoreValueError} for NaN and infinities, which neither JSON nor sums can carry */
export function checkNumber(value: number, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new StoreValueError(
      place,
      'is not a finite number',
      'Leave the value out (null) instead.',
    );
  }
  return value;
}

/** @throws {StoreValueError} for anything but whole numbers that a JavaScript number holds exactly */
export function checkInteger(value: number, place: string): number {
  if (!Number.isSafeInteger(value)) {
    throw new StoreValueError(
      place,
      'is not a whole number',
      'Round it; times are in milliseconds.',
    );
  }
  return value;
}

/**
 * A JSON document as text.
 * @throws {StoreValueError} for NaN, infinities, undefined, NUL characters, and documents too long
 */
export function checkJson(value: Json, place: string): string {
  checkNumbers(value, place);
  const text = JSON.stringify(value);
  if (text === undefined)
    throw new StoreValueError(place, 'is not a JSON value', 'Use null for nothing.');
  return checkJsonText(text, place);
}

/** What JSON was written as. @throws {StoreValueError} for NUL characters, and texts too long */
export function checkJsonText(text: string, place: string): string {
  if (text.length > MAXIMUM_TEXT_LENGTH) {
    throw new StoreValueError(
      place,
      `is too long (${text.length} characters of JSON, at most ${MAXIMUM_TEXT_LENGTH})`,
      'Shorten it or leave it out of the mapping.',
    );
  }
  if (text.includes('\\u') && /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(text)) {
    throw new StoreValueError(
      place,
      'holds a NUL character or half a surrogate pair',
      'Remove it from the source or the mapping.',
    );
  }
  return text;
}

/** JSON would write NaN and infinities as null, as if nothing had been there. */
function checkNumbers(value: unknown, place: string): void {
  if (typeof value === 'number') checkNumber(value, place);
  if (typeof value !== 'object' || value === null || hasFiniteNumbers(value)) return;
  for (const [key, part] of Object.entries(value)) checkNumbers(part, `${place}.${key}`);
}

/** Whether all numbers in a document are finite; quick, because nearly all are. */
function hasFiniteNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasFiniteNumbers);
  for (const key in value)
    if (!hasFiniteNumbers((value as Record<string, unknown>)[key])) return false;
  return true;
}

/** Compares texts as PostgreSQL's `COLLATE "C"` does: by the bytes of their UTF-8. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
