import type { ConnectorContext } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { objectOf } from '../programs/json-value.ts';
import type { Program } from '../programs/program.ts';
import { programOf, wholeSettings } from '../programs/settings.ts';
import type { AirbyteConfig } from './config.ts';
import { answerOf } from './run-source.ts';

/** The specifications that this process has asked for; a program's does not change while it runs. */
const specifications = new Map<string, JsonObject>();

/**
 * The source as a program that knows its secrets: every text of `settings`, and whatever the
 * program's own specification marks as `airbyte_secret`, wherever it is given.
 */
export async function sourceProgram(
  config: AirbyteConfig,
  context: ConnectorContext,
): Promise<Program> {
  const program = programOf(config, context);
  const settings = wholeSettings(config);
  // Where nothing but texts of `settings` is given, there is no other secret to ask for.
  if (!hasOtherValues(config.shownSettings) && !hasOtherValues(config.settings, 'string')) {
    return program;
  }
  const { connectionSpecification } = await specificationOf(program, context);
  const secrets = markedSecrets(connectionSpecification, settings);
  return { ...program, secrets: [...new Set([...program.secrets, ...secrets])] };
}

/** What a source says of its settings, asked for once. */
export async function specificationOf(
  program: Program,
  context: ConnectorContext,
): Promise<JsonObject> {
  const key = JSON.stringify([program.command, program.image, program.folder]);
  const specification =
    specifications.get(key) ?? (await answerOf(program, ['spec'], 'SPEC', context));
  specifications.set(key, specification);
  return specification;
}

function hasOtherValues(value: Json, than = 'none'): boolean {
  if (typeof value !== 'object' || value === null) return value !== null && typeof value !== than;
  return Object.values(value).some((inner: Json) => hasOtherValues(inner, than));
}

/** The values that a JSON Schema marks as secret, as text. */
export function markedSecrets(schema: Json | undefined, value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  const { airbyte_secret: isSecret, properties, items, oneOf, anyOf, allOf } = objectOf(schema);
  if (isSecret === true) return scalarsIn(value);
  const options = [oneOf, anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const inOptions = options.flatMap((option: Json) => markedSecrets(option, value));
  const fields = Object.entries(objectOf(properties));
  const inFields = fields.flatMap(([name, field]) => markedSecrets(field, objectOf(value)[name]));
  const entries: readonly Json[] = Array.isArray(value) ? value : [];
  return [...inOptions, ...inFields, ...entries.flatMap((entry) => markedSecrets(items, entry))];
}

function scalarsIn(value: Json): string[] {
  if (typeof value === 'object')
    return value === null ? [] : Object.values(value).flatMap(scalarsIn);
  return typeof value === 'boolean' ? [] : [String(value)];
}
