import type { StreamField } from '../contract/connector.ts';
import type { Json } from '../contract/json.ts';
import { objectOf } from './json-value.ts';

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'object', 'array'];

/** The fields that a stream's JSON Schema declares. */
export function fieldsOfSchema(schema: Json | undefined): StreamField[] {
  return Object.entries(objectOf(objectOf(schema).properties)).map(([name, field]) => {
    const types = typesOf(field);
    const named = types.filter((type) => type !== 'null');
    const [type] = named;
    const isPlain = named.length === 1 && TYPES.includes(type);
    return {
      name,
      type: isPlain ? (type as StreamField['type']) : 'unknown',
      nullable: types.length === 0 || types.includes('null'),
    };
  });
}

function typesOf(field: Json | undefined): string[] {
  const { type, anyOf, oneOf } = objectOf(field);
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return [...new Set(type.map(String))];
  const options = anyOf ?? oneOf;
  return Array.isArray(options) ? [...new Set(options.flatMap(typesOf))] : [];
}
