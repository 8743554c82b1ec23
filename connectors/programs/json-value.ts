import { z } from 'zod';
import type { Json, JsonObject } from '../contract/json.ts';

/** Any value that JSON can hold. */
export const json: z.ZodType<Json> = z.json();

/** The value if it is an object; else an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

/** The texts of a list; none where it is none. */
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
