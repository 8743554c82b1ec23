import { z } from 'zod';
import type { StreamField } from '../contract/connector.ts';

const TYPES: Readonly<Record<string, StreamField['type']>> = {
  string: 'string',
  enum: 'string',
  number: 'number',
  int: 'integer',
  boolean: 'boolean',
  object: 'object',
  record: 'object',
  array: 'array',
  tuple: 'array',
};

/** The fields that a zod object declares. */
export function schemaFields(schema: z.ZodObject): StreamField[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const nullable = field.safeParse(null).success || field.safeParse(undefined).success;
    return { name, type: typeOf(field as z.ZodType), nullable };
  });
}

function typeOf(schema: z.ZodType): StreamField['type'] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return typeOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodNumber && schema.format?.includes('int')) return 'integer';
  return TYPES[schema.def.type] ?? 'unknown';
}
