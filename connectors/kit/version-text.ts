import { DateTime } from 'luxon';
import type { Json } from '../contract/json.ts';

const DIGITS = 20;

/**
 * A record's updated-at or counter as text whose order is the order of the versions: instants in
 * UTC, whole numbers padded with zeros; other text as it is, null and absent as ''. Local times
 * are taken as UTC, which keeps their order as long as one source writes them in one zone.
 */
export function versionText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value).trim();
  if (/^\d{1,20}$/.test(text)) return text.padStart(DIGITS, '0');
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const instant = DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' });
    if (instant.isValid) return instant.toISO();
  }
  return text;
}
