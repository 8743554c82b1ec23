import { DateTime } from 'luxon';
import type { Json } from '../contract/json.ts';
import { versionText } from '../kit/version-text.ts';
import type { Mark } from './state.ts';

const instantOf = (mark: Mark): DateTime | null => {
  if (typeof mark !== 'string' || !/^\d{4}-\d\d-\d\d/.test(mark)) return null;
  const instant = DateTime.fromISO(mark, { zone: 'utc' });
  return instant.isValid ? instant : null;
};

/** The greater of what was seen before and a record's updatedAt. */
export function greater(before: Mark, value: Json | undefined): Mark {
  if (typeof value !== 'string' && typeof value !== 'number') return before;
  return before === null || versionText(value) > versionText(before) ? value : before;
}

/**
 * Where the next read begins: the greatest updatedAt seen, less the look-back. A time is never taken
 * beyond the instant at which the last read began: a record that was changed while the pages passed by
 * it has a later time, and must be asked for again; and one dated in the future must hide nothing.
 */
export function nextSince(greatest: Mark, startedAt: number, lookBack: number): Mark {
  if (typeof greatest === 'number') return greatest - lookBack;
  const seen = instantOf(greatest);
  if (seen === null) return greatest;
  const latest = Math.min(seen.toMillis(), startedAt);
  const from = DateTime.fromMillis(latest, { zone: 'utc' }).minus({ seconds: lookBack });
  return /^\d{4}-\d\d-\d\d$/.test(String(greatest)) ? from.toISODate() : from.toISO();
}
