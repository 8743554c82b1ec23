import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorFatalError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { json } from '../programs/json-value.ts';
import { OutputTail } from '../programs/output-tail.ts';
import { runProgram } from '../programs/run-program.ts';
import { programOf, wholeSettings } from '../programs/settings.ts';
import type { SingerConfig } from './config.ts';

const metadata = z.looseObject({
  breadcrumb: z.array(z.string()),
  metadata: z.record(z.string(), json),
});

const entry = z.looseObject({
  tap_stream_id: z.string().min(1),
  stream: z.string().min(1).optional(),
  schema: z.record(z.string(), json),
  metadata: z.array(metadata).default([]),
  key_properties: z.array(z.string()).nullish(),
  replication_key: z.string().nullish(),
  replication_method: z.string().nullish(),
});

const catalog = z.looseObject({ streams: z.array(entry) });

/** One stream as a tap describes it. */
export type CatalogEntry = z.infer<typeof entry>;

/** Longer than any catalog, and short enough to be held. */
const MOST_BYTES = 256 * 1_048_576;

/**
 * The tap's catalog, out of the file that the configuration names or from the tap itself.
 * @throws {ConnectorError} where there is none
 */
export async function catalogOf(
  config: SingerConfig,
  context: ConnectorContext,
): Promise<readonly CatalogEntry[]> {
  const isFile = config.catalog !== undefined;
  const source = isFile ? `The catalog ${config.catalog}` : 'What the tap prints for --discover';
  const text = isFile ? await catalogFile(config, context) : await discovered(config, context);
  const parsed = catalog.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data.streams;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  const words = `${source} is not a Singer catalog${at === '' ? '' : ` (at ${at})`}.`;
  if (isFile) throw new ConnectorConfigError(words);
  throw new ConnectorConfigError(
    `${words} Is \`program\` a Singer tap? If it cannot discover, give a \`catalog\` file.`,
  );
}

async function catalogFile(config: SingerConfig, { baseFolder }: ConnectorContext) {
  try {
    return await readFile(resolve(baseFolder, config.catalog!), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConnectorConfigError(`The catalog ${config.catalog} cannot be read (${code}).`);
  }
}

async function discovered(config: SingerConfig, context: ConnectorContext): Promise<string> {
  const program = programOf(config, context);
  const tail = new OutputTail(program.secrets);
  const args = ['--config', { file: 'config.json', content: wholeSettings(config) }, '--discover'];
  const lines: Buffer[] = [];
  let size = 0;
  for await (const line of runProgram(program, args, tail, context.signal)) {
    lines.push(line.bytes);
    size += line.bytes.length;
    if (line.isTooLong || size > MOST_BYTES) {
      throw new ConnectorFatalError(
        `The catalog of ${program.name} is too long; write one with the streams that you need and give it as \`catalog\`.`,
      );
    }
  }
  const text = lines.join('\n');
  // Some taps print a line or two before the catalog.
  const start = text.search(/^\s*\{/m);
  return start < 0 ? text : text.slice(start);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a catalog says of a stream as a whole. */
export function streamMetadata({ metadata: all }: CatalogEntry): JsonObject {
  return all.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {};
}
