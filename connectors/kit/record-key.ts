import type { JsonObject } from '../contract/json.ts';

/** A record's key out of its key fields; null where one of them is missing. */
export function recordKey(data: JsonObject, fields: readonly string[]): string | null {
  const values = fields.map((field) => data[field]);
  if (values.some((value) => value === null || value === undefined || value === '')) return null;
  const [first] = values;
  return values.length === 1 && typeof first !== 'object' ? String(first) : JSON.stringify(values);
}
