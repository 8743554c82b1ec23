import { DateTime } from 'luxon';
import type { Json } from '../contract/json.ts';

const DIGITS = 20;
const FRACTION_DIGITS = 9;

/**
 * A record's updated-at or counter as text whose order is the order of the versions: instants in
 * UTC with nanoseconds, numbers padded with zeros; other text as it is, null and absent as ''. Local
 * times are taken as UTC, which keeps their order as long as one source writes them in one zone.
 */
export function versionText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value).trim();
  const [, whole, decimals = ''] = /^(\d{1,20})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole !== undefined) {
    const shown = decimals.replace(/0+$/, '');
    return `${whole.padStart(DIGITS, '0')}${shown === '' ? '' : `.${shown}`}`;
  }
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? (instantText(text) ?? text) : text;
}

/** Luxon knows milliseconds only, so that finer decimals are carried past it. */
function instantText(text: string): string | null {
  const [, decimals = ''] = /:\d{2}[.,](\d+)/.exec(text) ?? [];
  const seconds = text.replace(/(:\d{2})[.,]\d+/, '$1').replace(' ', 'T');
  const instant = DateTime.fromISO(seconds, { zone: 'utc' });
  if (!instant.isValid) return null;
  const fraction = decimals.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0');
  return `${instant.toFormat("yyyy-MM-dd'T'HH:mm:ss")}.${fraction}Z`;
}
