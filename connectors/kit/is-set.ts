import type { Json } from '../contract/json.ts';

/** Whether a field that marks deleted records is set: true, a time, a number but 0, a text. */
export function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}
