import { RecordRejection } from './reasons.ts';

/** The longest text that an event, an item or a trait may hold, in UTF-8 bytes. */
export const MAX_TEXT_BYTES = 64 * 1024;
/** The longest key or id, in UTF-8 bytes: PostgreSQL refuses to index much longer ones. */
export const MAX_KEY_BYTES = 512;

/** Fewer characters than this cannot exceed `bytes`, whatever they are: spares most texts the count. */
const longerThan = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && (text.length > bytes || Buffer.byteLength(text) > bytes);

/** PostgreSQL stores neither NUL nor an unpaired surrogate, in text or in jsonb. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** @throws {RecordRejection} where the text is too long or cannot be stored */
export function checkText(text: string, what: string): void {
  if (longerThan(text, MAX_TEXT_BYTES)) {
    throw new RecordRejection('text_too_long', `${what} is over ${MAX_TEXT_BYTES / 1024} KB.`);
  }
  if (!isStorable(text)) {
    throw new RecordRejection(
      'text_malformed',
      `${what} holds a NUL character or half of a surrogate pair.`,
    );
  }
}

/** @throws {RecordRejection} where the key is empty, too long, or cannot be stored */
export function checkKey(key: string, what: string): void {
  if (key === '') throw new RecordRejection('field_missing', `${what} is empty.`);
  if (longerThan(key, MAX_KEY_BYTES)) {
    throw new RecordRejection('key_too_long', `${what} is over ${MAX_KEY_BYTES} bytes.`);
  }
  checkText(key, what);
}
