import { z } from 'zod';
import type { Json, JsonObject } from '../contract/json.ts';

/** A configuration field that no output may show; give it from the environment: `${NAME}`. */
export function secret(description: string): z.ZodString {
  return z.string().min(1).describe(description).meta({ secret: true });
}

/** What stands in a secret's place wherever a configuration is shown. */
export const REDACTED = '••••••';

/** A copy of a configuration with every field that its schema marks as secret replaced. */
export function redact(schema: z.ZodType, config: unknown): unknown {
  return replaced(schema, config, () => REDACTED);
}

/** The values of all secret fields, so that messages can be cleaned of them. */
export function secretValues(schema: z.ZodType, config: unknown): string[] {
  const found: string[] = [];
  replaced(schema, config, (value) => {
    found.push(...textsOf(value));
    return value;
  });
  return found;
}

/** A secret may be a whole object of settings; then every text in it is one. */
function textsOf(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [String(value)];
  return Object.values(value).flatMap((inner) =>
    typeof inner === 'string' || (typeof inner === 'object' && inner !== null)
      ? textsOf(inner)
      : [],
  );
}

/** A text without the secrets that a driver may have put into it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  // The longest first: a secret that is the start of another must not leave the other's rest.
  const forms = secrets
    .flatMap(formsOf)
    .filter((value) => value !== '')
    .sort((left, right) => right.length - left.length);
  return forms.reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
}

/** Facts for a log without the secrets that may be in them. */
export function cleanJson(facts: JsonObject, secrets: readonly string[]): JsonObject {
  const clean = (value: Json): Json => {
    if (typeof value === 'string') return withoutSecrets(value, secrets);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(clean);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, clean(one)]));
  };
  return clean(facts) as JsonObject;
}

/** A secret as it may stand in a message: as it is, inside JSON, and inside an address. */
function formsOf(value: string): string[] {
  const encoded = encodeURIComponent(value.toWellFormed());
  const strict = encoded.replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const inPath = strict.replaceAll('%2F', '/');
  const inQuery = strict.replaceAll('%20', '+');
  const inJson = JSON.stringify(value).slice(1, -1);
  // A key of several lines is often printed line by line, each with something before it.
  const lines = value.includes('\n') ? value.split('\n').filter(({ length }) => length >= 8) : [];
  return [...new Set([value, ...lines, inJson, encoded, strict, inPath, inQuery])];
}

function replaced(schema: z.ZodType, value: unknown, by: (secret: unknown) => unknown): unknown {
  if (value === null || value === undefined) return value;
  if (z.globalRegistry.get(schema)?.secret === true) return by(value);
  const inner = unwrapped(schema);
  if (inner !== schema) return replaced(inner, value, by);
  // A value that fits one of several schemas is cleaned by all of them: rather too much than too little.
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as readonly z.ZodType[];
    return options.reduce<unknown>((clean, option) => replaced(option, clean, by), value);
  }
  if (Array.isArray(value)) {
    const element = schema instanceof z.ZodArray ? (schema.element as z.ZodType) : null;
    return element === null ? value : value.map((entry) => replaced(element, entry, by));
  }
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const field = fieldOf(schema, key);
      return [key, field === null ? entry : replaced(field, entry, by)];
    }),
  );
}

function fieldOf(schema: z.ZodType, key: string): z.ZodType | null {
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodObject)) return null;
  const shape: Record<string, z.ZodType> = schema.shape;
  return Object.hasOwn(shape, key) ? shape[key] : null;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap() as z.ZodType;
  }
  return schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : schema;
}
