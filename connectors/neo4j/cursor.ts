import neo4j from 'neo4j-driver';
import { z } from 'zod';
import { instantOf } from './values.ts';

/** A property value by which pages are ordered, as it is kept in a state. */
export const cursorValue = z.strictObject({
  type: z.enum(['datetime', 'localdatetime', 'date', 'integer', 'float', 'string']),
  text: z.string(),
});

export type CursorValue = z.infer<typeof cursorValue>;

/** The value in the form that a state keeps; null for a type that has no order. */
export function cursorOf(value: unknown): CursorValue | null {
  if (neo4j.isDateTime(value)) return { type: 'datetime', text: value.toString() };
  if (neo4j.isLocalDateTime(value)) return { type: 'localdatetime', text: value.toString() };
  if (neo4j.isDate(value)) return { type: 'date', text: value.toString() };
  if (typeof value === 'bigint') return { type: 'integer', text: value.toString() };
  if (typeof value === 'number') return { type: 'float', text: String(value) };
  return typeof value === 'string' ? { type: 'string', text: value } : null;
}

/** The Cypher expression of a cursor whose text is a parameter. */
export function cursorCypher(type: CursorValue['type'], parameter: string): string {
  const readers = {
    datetime: `datetime($${parameter})`,
    localdatetime: `localdatetime($${parameter})`,
    date: `date($${parameter})`,
    integer: `toInteger($${parameter})`,
    float: `toFloat($${parameter})`,
    string: `$${parameter}`,
  };
  return readers[type];
}

/** The Cypher expression of where to begin again: `lookBack` seconds or units before a cursor. */
export function lookBackCypher(type: CursorValue['type'], parameter: string): string {
  const at = cursorCypher(type, parameter);
  if (type === 'string') return at;
  return type === 'integer' || type === 'float'
    ? `${at} - $lookBack`
    : `${at} - duration({seconds: toInteger($lookBack)})`;
}

/**
 * The value up to which a finished read counts. A time ahead of the clock must not move the cursor
 * there: what is written until then would never be read.
 */
export function notAhead(value: unknown, now: number): CursorValue | null {
  if (neo4j.isDateTime(value) && instantOf(value) > now) {
    return { type: 'datetime', text: new Date(now).toISOString() };
  }
  return cursorOf(value);
}
