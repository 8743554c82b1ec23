import { DateTime, IANAZone } from 'luxon';
import { RecordRejection } from '../validate/reasons.ts';

export interface TimeFormat {
  /** `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, or a pattern of luxon; `iso` where absent. */
  readonly format?: string | undefined;
  /** IANA zone of times that carry no offset. */
  readonly timezone?: string | undefined;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  epoch_s: 1000,
  epoch_ms: 1,
  epoch_us: 0.001,
};
const WITH_OFFSET = /(Z|[+-]\d\d(:?\d\d)?)$/i;
const WITH_TIME = /[T ]\d/;

export function timeZoneExists(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/**
 * The instant that a field holds, in milliseconds since the epoch. A local time that a change of the
 * clocks skips or repeats is resolved as luxon does, the same way each time.
 * @throws {RecordRejection} `time_missing`, `time_unparseable` or `time_zone_missing`
 */
export function parseTime(value: unknown, what: string, format: TimeFormat): number {
  if (value === undefined || value === null || value === '') {
    throw new RecordRejection('time_missing', `${what} has no value.`);
  }
  if (value instanceof Date) return known(value.getTime(), what, 'a date');
  const kind = format.format ?? 'iso';
  const msPerUnit = MS_PER_UNIT[kind];
  if (msPerUnit !== undefined) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number') throw unparseable(what, kind);
    return known(Math.round(number * msPerUnit), what, kind);
  }
  if (typeof value !== 'string') {
    throw new RecordRejection(
      'time_unparseable',
      `${what} is no text; for numbers declare \`format: epoch_s\`, \`epoch_ms\` or \`epoch_us\`.`,
    );
  }
  return kind === 'iso'
    ? parseIso(value.trim(), what, format.timezone)
    : parsePattern(value.trim(), what, kind, format.timezone);
}

function parseIso(text: string, what: string, timezone: string | undefined): number {
  const hasOffset = WITH_TIME.test(text) && WITH_OFFSET.test(text);
  if (!hasOffset && timezone === undefined) {
    // An unreadable text is told so first: a zone would not mend it.
    known(DateTime.fromISO(isoText(text), { zone: 'utc' }).toMillis(), what, 'iso');
    throw new RecordRejection(
      'time_zone_missing',
      `${what} has no offset from UTC; declare \`timezone:\` in the mapping.`,
    );
  }
  return known(
    DateTime.fromISO(isoText(text), { zone: timezone ?? 'utc' }).toMillis(),
    what,
    'iso',
  );
}

/** Databases write a space where ISO 8601 has a T, and before the offset. */
function isoText(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T').replace(/ (?=[+-Z])/, '');
}

function parsePattern(text: string, what: string, pattern: string, timezone?: string): number {
  const hasOffset = /Z/.test(pattern.replaceAll(/'[^']*'/g, '')) || /^[Xx]$/.test(pattern);
  if (!hasOffset && timezone === undefined) {
    throw new RecordRejection(
      'time_zone_missing',
      `${what} is read by a pattern without an offset; declare \`timezone:\` in the mapping.`,
    );
  }
  const options = { zone: timezone ?? 'utc', locale: 'en' };
  return known(DateTime.fromFormat(text, pattern, options).toMillis(), what, pattern);
}

function known(milliseconds: number, what: string, form: string): number {
  if (!Number.isSafeInteger(milliseconds)) throw unparseable(what, form);
  return milliseconds;
}

function unparseable(what: string, form: string): RecordRejection {
  return new RecordRejection('time_unparseable', `${what} is not a time in the form \`${form}\`.`);
}
