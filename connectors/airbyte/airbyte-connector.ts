import type { CheckResult, Connector, StreamDescription } from '../contract/connector.ts';
import { ConnectorError } from '../contract/errors.ts';
import { withoutSecrets } from '../kit/secret.ts';
import { fieldsOfSchema } from '../programs/fields-of-schema.ts';
import { mistypedSetting } from '../programs/known-settings.ts';
import { impersonal } from '../programs/output-tail.ts';
import { wholeSettings } from '../programs/settings.ts';
import { catalogOf, streamName } from './catalog.ts';
import { type AirbyteConfig, airbyteConfig } from './config.ts';
import { readStream } from './read.ts';
import { answerOf } from './run-source.ts';
import { selectionOf } from './selection.ts';
import { sourceProgram, specificationOf } from './source-program.ts';

/**
 * Reads any Airbyte source, run as a program or, where Docker is there, as an image. Each stream is
 * read by a run of its own, with a catalog of that stream alone, so that the source's states (of a
 * stream, global, or of before there were types) are the stream's state.
 *
 * @example
 * - id: people
 *   connector: airbyte
 *   config:
 *     program: .venv/bin/source-faker
 *     shownSettings: { count: 1000, seed: 7 }
 */
export const airbyteConnector: Connector<AirbyteConfig> = {
  spec: {
    name: 'airbyte',
    title: 'Airbyte',
    description: 'Any Airbyte source, run as a program or an image.',
    config: airbyteConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      const program = await sourceProgram(config, context);
      const { connectionSpecification } = await specificationOf(program, context);
      const settings = wholeSettings(config);
      const mistyped = mistypedSetting(program.name, connectionSpecification, settings);
      if (mistyped !== null) return { ok: false, message: mistyped };
      const args = ['check', '--config', { file: 'config.json', content: settings }];
      const { status, message } = await answerOf(program, args, 'CONNECTION_STATUS', context);
      if (status !== 'SUCCEEDED') {
        const said = impersonal(withoutSecrets(String(message ?? 'no reason'), program.secrets));
        return { ok: false, message: `${program.name} cannot connect: ${said}` };
      }
      if (config.streams.length > 0) {
        const catalog = await catalogOf(program, config, context);
        for (const { name } of config.streams) selectionOf(catalog, name, config);
      }
      return { ok: true, message: `${program.name} connects.` };
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  async discover(config, context): Promise<StreamDescription[]> {
    const program = await sourceProgram(config, context);
    const catalog = await catalogOf(program, config, context);
    return catalog.map((stream) => {
      const { name, key, cursor, syncMode } = selectionOf(catalog, streamName(stream), config);
      return {
        name,
        fields: fieldsOfSchema(stream.json_schema),
        primaryKey: key.map((path) => path.join('.')),
        cursor: syncMode === 'incremental' ? (cursor?.join('.') ?? null) : null,
      };
    });
  },

  async *read(config, request, context) {
    const program = await sourceProgram(config, context);
    const catalog = await catalogOf(program, config, context);
    const selection = selectionOf(catalog, request.stream, config);
    yield* readStream(program, config, selection, request.state, context);
  },
};
