import { z } from 'zod';
import type { ConnectorContext } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { objectOf } from './json-value.ts';
import type { Program } from './program.ts';

const GRACE_MS = 5_000;

const settings = z.record(z.string(), z.json());

/** The part of a configuration that says which program runs, and how. */
export const programFields = {
  program: z
    .string()
    .min(1)
    .describe('The program: a path (relative to portrait.yaml) or a name on the PATH.'),
  arguments: z
    .array(z.string())
    .default([])
    .describe('What stands before the arguments of the protocol; no secrets here.'),
  settings: settings
    .default({})
    .describe("The program's own configuration. Every text in it is treated as a secret.")
    .meta({ secret: true }),
  shownSettings: settings
    .default({})
    .describe('More of it that is no secret (hosts, names, dates); messages may show it.'),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .default({})
    .describe(
      "Variables for the program, treated as secrets; of Portrait's own it gets only harmless ones.",
    )
    .meta({ secret: true }),
  maxLineMegabytes: z
    .number()
    .positive()
    .max(256)
    .default(16)
    .describe('A longer line of its output goes to the dead letters unread.'),
  silenceSeconds: z
    .number()
    .positive()
    .max(86_400)
    .default(900)
    .describe('How long it may print nothing before it is ended and tried again.'),
};

/** What both kinds of program are configured with. */
export interface ProgramSettings {
  readonly program?: string | undefined;
  readonly image?: string | undefined;
  readonly arguments: readonly string[];
  readonly settings: JsonObject;
  readonly shownSettings: JsonObject;
  readonly environment: Readonly<Record<string, string>>;
  readonly maxLineMegabytes: number;
  readonly silenceSeconds: number;
}

/** The program that a configuration names. */
export function programOf(config: ProgramSettings, { baseFolder }: ConnectorContext): Program {
  const image = config.image ?? null;
  const file = config.program ?? 'docker';
  // An interpreter says little; the script that it runs says more.
  const script = config.arguments.find((one) => !one.startsWith('-')) ?? '';
  const names = [file, script].map((path) => path.split('/').at(-1)!);
  return {
    name: image ?? names.join(' ').trim(),
    image,
    command: image === null ? [file, ...config.arguments] : [file],
    environment: config.environment,
    secrets: textsIn([config.settings, config.environment]),
    folder: baseFolder,
    maxLineBytes: Math.round(config.maxLineMegabytes * 1_048_576),
    silenceMs: config.silenceSeconds * 1000,
    graceMs: GRACE_MS,
  };
}

/** The program's configuration as one document. */
export function wholeSettings({ settings, shownSettings }: ProgramSettings): JsonObject {
  return merged(shownSettings, settings);
}

function merged(under: JsonObject, over: JsonObject): JsonObject {
  const both = Object.entries(over).map(([name, value]): [string, Json] => {
    const isNested = [under[name], value].every((one) => Object.keys(objectOf(one)).length > 0);
    return [name, isNested ? merged(objectOf(under[name]), objectOf(value)) : value];
  });
  return { ...under, ...Object.fromEntries(both) };
}

/** Every text in a value, however deep. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
