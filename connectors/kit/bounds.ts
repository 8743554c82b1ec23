import { DateTime } from 'luxon';
import type { ReadRequest } from '../contract/connector.ts';
import type { PartState, Reading } from './state.ts';
import type { StreamDeclaration } from './stream.ts';
import { versionText } from './version-text.ts';

const isNumber = (cursor: string) => /^-?\d+(\.\d+)?$/.test(cursor);

/** Whether the first of two cursors is the greater. */
export function isGreater(left: string, right: string | null): boolean {
  if (right === null) return true;
  if (isNumber(left) && isNumber(right)) return Number(left) > Number(right);
  return versionText(left) > versionText(right);
}

/** A cursor moved by seconds, or by units where it is a number; other text stays. */
export function moved(cursor: string, by: number): string {
  if (isNumber(cursor)) return String(Number(cursor) + by);
  const time = DateTime.fromISO(cursor, { setZone: true });
  return time.isValid && /^\d{4}-/.test(cursor) ? time.plus({ seconds: by }).toISO() : cursor;
}

/**
 * The bounds of a new read of a partition, those of a backfill where a range is given. What changes while it is read is left to the next read, so
 * that it ends; a clock that was set back does not move the bound before what was seen.
 */
export function newReading(
  stream: Pick<StreamDeclaration<never, never>, 'cursor' | 'cursorType' | 'lookBack' | 'slice'>,
  { high }: PartState,
  now: number,
  range?: ReadRequest['range'],
): Reading {
  const whole = { from: null, until: null, end: null, seen: null, next: null };
  const { cursor, cursorType = 'time', lookBack = 0, slice } = stream;
  if (cursor === undefined) return whole;
  if (range !== undefined) {
    const reading = { ...whole, ...range };
    return slice === undefined ? reading : sliced({ ...reading, end: range.until }, slice.seconds);
  }
  if (cursorType !== 'time')
    return { ...whole, from: high === null ? null : moved(high, -lookBack) };
  const from = high === null ? (slice?.from ?? null) : moved(high, -lookBack);
  const clock = new Date(now).toISOString();
  const until = isGreater(clock, high) ? clock : high;
  const reading = { ...whole, from, until };
  const isSliced = slice !== undefined && from !== null;
  return isSliced ? sliced({ ...reading, end: until }, slice.seconds) : reading;
}

/** The slice after this one; null where the read is at its end. */
export function nextSlice(reading: Reading, seconds: number): Reading | null {
  const { until, end } = reading;
  if (end === null || until === null || !isGreater(end, until)) return null;
  return sliced({ ...reading, from: until, next: null }, seconds);
}

function sliced(reading: Reading, seconds: number): Reading {
  const until = moved(reading.from!, seconds);
  return { ...reading, until: isGreater(reading.end!, until) ? until : reading.end };
}

/**
 * What counts as reached after a finished read: the greatest cursor that was really seen. A time ahead
 * of the clock does not move it there: what is written until then would never be read.
 */
export function reached(high: string | null, seen: string | null, now: number): string | null {
  if (seen === null) return high;
  const clock = new Date(now).toISOString();
  const counted = !isNumber(seen) && isGreater(seen, clock) ? clock : seen;
  return isGreater(counted, high) ? counted : high;
}
