import { z } from 'zod';

/** A configuration field that no output may show; give it from the environment: `${NAME}`. */
export function secret(description: string): z.ZodString {
  return z.string().min(1).describe(description).meta({ secret: true });
}

/** What stands in a secret's place wherever a configuration is shown. */
export const REDACTED = '••••••';

/** A copy of a configuration with every field that its schema marks as secret replaced. */
export function redact(schema: z.ZodType, config: unknown): unknown {
  if (config === null || config === undefined) return config;
  if (z.globalRegistry.get(schema)?.secret === true) return REDACTED;
  const inner = unwrap(schema);
  if (inner !== schema) return redact(inner, config);
  if (schema instanceof z.ZodObject && typeof config === 'object') {
    const shape: Record<string, z.ZodType> = schema.shape;
    return Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        Object.hasOwn(shape, key) ? redact(shape[key], value) : value,
      ]),
    );
  }
  return config;
}

/** The values of all secret fields, so that messages can be cleaned of them. */
export function secretValues(schema: z.ZodType, config: unknown): string[] {
  if (config === null || config === undefined) return [];
  if (z.globalRegistry.get(schema)?.secret === true) return [String(config)];
  const inner = unwrap(schema);
  if (inner !== schema) return secretValues(inner, config);
  if (!(schema instanceof z.ZodObject) || typeof config !== 'object') return [];
  const shape: Record<string, z.ZodType> = schema.shape;
  return Object.entries(config).flatMap(([key, value]) =>
    Object.hasOwn(shape, key) ? secretValues(shape[key], value) : [],
  );
}

/** A text without the secrets that a driver may have put into it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const value of secrets) {
    clean = clean.replaceAll(value, REDACTED).replaceAll(encodeURIComponent(value), REDACTED);
  }
  return clean;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return schema.unwrap() as z.ZodType;
  }
  return schema;
}
