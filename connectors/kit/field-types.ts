import type { StreamField } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';

/** The fields of a stream as a sample of its records shows them. */
export function fieldsOf(sample: readonly JsonObject[]): StreamField[] {
  const names = new Set(sample.flatMap((data) => Object.keys(data)));
  return [...names].map((name) => {
    const values = sample.map((data) => data[name] ?? null);
    const types = new Set(values.filter((value) => value !== null).map(typeOf));
    return { name, type: oneOf(types), nullable: values.includes(null) };
  });
}

function oneOf(types: ReadonlySet<StreamField['type']>): StreamField['type'] {
  const [first, ...others] = types;
  if (first === undefined) return 'unknown';
  if (others.length === 0) return first;
  return types.size === 2 && types.has('integer') && types.has('number') ? 'number' : 'unknown';
}

/** The type of a value in the words of a description. */
export function typeOf(value: Json): StreamField['type'] {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}
