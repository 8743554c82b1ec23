import { z } from 'zod';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import { json } from '../programs/json-value.ts';
import type { Program } from '../programs/program.ts';
import { wholeSettings } from '../programs/settings.ts';
import type { AirbyteConfig } from './config.ts';
import { answerOf } from './run-source.ts';

const path = z.array(z.string());

const stream = z.looseObject({
  name: z.string().min(1),
  namespace: z.string().nullish(),
  json_schema: z.record(z.string(), json).default({}),
  supported_sync_modes: z.array(z.string()).nullish(),
  source_defined_cursor: z.boolean().nullish(),
  default_cursor_field: path.nullish(),
  source_defined_primary_key: z.array(path).nullish(),
});

const catalog = z.looseObject({ streams: z.array(stream) });

/** A stream as a source describes it. */
export type CatalogStream = z.infer<typeof stream>;

/** What a stream is called in portrait.yaml: with its namespace where it has one. */
export const streamName = ({ namespace, name }: Pick<CatalogStream, 'namespace' | 'name'>) =>
  namespace ? `${namespace}.${name}` : name;

/** @throws {ConnectorError} where the source does not describe its streams */
export async function catalogOf(
  program: Program,
  config: AirbyteConfig,
  context: ConnectorContext,
): Promise<readonly CatalogStream[]> {
  const args = ['discover', '--config', { file: 'config.json', content: wholeSettings(config) }];
  const parsed = catalog.safeParse(await answerOf(program, args, 'CATALOG', context));
  if (parsed.success) return parsed.data.streams;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ConnectorConfigError(
    `${program.name} describes its streams in a way that is not Airbyte's (at ${at}).`,
  );
}
