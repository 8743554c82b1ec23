import { parseTime } from '../mapping/time.ts';
import { RecordRejection } from './reasons.ts';

/** Clocks of shops run ahead, and some count in local time: a day is let through. */
export const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * @param now the current time in milliseconds
 * @returns milliseconds since the epoch
 * @throws {RecordRejection} where the time is unreadable, before 1970 or too far ahead
 */
export function checkTime(at: number | string, now: number): number {
  const time = typeof at === 'number' ? at : parseTime(at, 'The time', {});
  if (!Number.isFinite(time)) {
    throw new RecordRejection('time_unparseable', 'The time is no instant.');
  }
  if (time < 0) throw new RecordRejection('time_too_early', 'The time is before 1970.');
  if (time > now + MAX_AHEAD_MS) {
    throw new RecordRejection('time_in_future', 'The time is more than 24 hours ahead.');
  }
  return Math.round(time);
}
