import { z } from 'zod';

type Schema = z.core.$ZodType;

/** The schemas that a value may have once wrappers (optional, default, union, …) are taken off. */
function unwrapped(schema: Schema): Schema[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped);
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  if (schema instanceof z.ZodLazy) return unwrapped(schema.unwrap());
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly;
  return wrapped ? unwrapped(schema.unwrap()) : [schema];
}

function within(schema: Schema, key: PropertyKey): Schema[] {
  if (schema instanceof z.ZodObject) {
    const inner: Schema | undefined = schema.shape[String(key)];
    return inner === undefined ? [] : unwrapped(inner);
  }
  if (schema instanceof z.ZodArray) return unwrapped(schema.element);
  if (schema instanceof z.ZodRecord) return unwrapped(schema.valueType);
  return [];
}

/** The keys that the object at a path may have, in any of its forms. */
export function knownKeys(schema: Schema, path: readonly PropertyKey[]): string[] {
  let schemas = unwrapped(schema);
  for (const key of path) schemas = schemas.flatMap((one) => within(one, key));
  const keys = schemas.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return [...new Set(keys)];
}
