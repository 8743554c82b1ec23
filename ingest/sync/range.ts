import { DateTime } from 'luxon';
import { isGreaterCursor, type JsonObject } from '../../connectors/index.ts';
import { valueAt } from '../mapping/field-path.ts';
import type { ReadStep } from './connector-messages.ts';

/** What a backfill reads: everything whose cursor lies between the two, both included. */
export interface CursorRange {
  /** The field of a record that holds it; fields of fields with dots. */
  readonly cursor: string;
  readonly from: string;
  readonly until: string;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is meant as a time and is none, such as the 30th of February. */
export const isWrongTime = (text: string): boolean =>
  /^\d{4}-\d/.test(text) && !DateTime.fromISO(text.replace(' ', 'T')).isValid;

/** A date stands for all of its day in UTC: its beginning as a lower end, its last moment as an upper. */
export function wholeDays(from: string, until: string): { from: string; until: string } {
  return {
    from: DATE.test(from) ? `${from}T00:00:00Z` : from,
    until: DATE.test(until) ? `${until}T23:59:59.999999Z` : until,
  };
}

/**
 * The messages of a read, of its records those alone whose cursor lies in the range: a connector may
 * read more. What cannot be read as a record has no cursor, and was met when it was read first.
 */
export async function* withinRange(
  steps: AsyncIterable<ReadStep>,
  range: CursorRange,
): AsyncGenerator<ReadStep> {
  for await (const step of steps) {
    if (step.type === 'reject' || step.type === 'failed-record') continue;
    const isRecord = step.type === 'record' || step.type === 'tombstone';
    if (!isRecord || lies(step.data, range)) yield step;
  }
}

function lies(data: JsonObject, { cursor, from, until }: CursorRange): boolean {
  const value = valueAt({ data }, cursor);
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  return !isGreaterCursor(from, text) && !isGreaterCursor(text, until);
}
