import type { Json, JsonObject } from '../contract/json.ts';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of fields with dots; undefined where the way there ends early. */
export function valueAt(data: Json | undefined, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>((value, field) => (isObject(value) ? value[field] : undefined), data);
}
