import type { Json, JsonObject } from '../contract/json.ts';
import { nearestName } from '../kit/nearest.ts';
import { objectOf } from './json-value.ts';

/**
 * What is wrong with the settings of a program, by its own description of them: one that it does not
 * know, where it has another of nearly that name. Any other unknown one may well be taken by it.
 * @param schema JSON Schema of the settings
 * @returns a sentence; null where nothing is
 */
export function mistypedSetting(
  program: string,
  schema: Json | undefined,
  settings: JsonObject,
): string | null {
  const known = Object.keys(objectOf(objectOf(schema).properties));
  const free = known.filter((name) => !Object.hasOwn(settings, name));
  for (const name of Object.keys(settings)) {
    const nearest = known.includes(name) ? null : nearestName(name, free);
    if (nearest !== null) {
      return `${program} has no setting "${name}"; did you mean "${nearest}"?`;
    }
  }
  return null;
}
