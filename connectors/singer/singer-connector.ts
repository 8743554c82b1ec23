import type { CheckResult, Connector, StreamDescription } from '../contract/connector.ts';
import { ConnectorError } from '../contract/errors.ts';
import { fieldsOfSchema } from '../programs/fields-of-schema.ts';
import { mistypedSetting } from '../programs/known-settings.ts';
import { programOf, wholeSettings } from '../programs/settings.ts';
import { settingsSchema } from './about.ts';
import { catalogOf } from './catalog.ts';
import { type SingerConfig, singerConfig } from './config.ts';
import { readStream } from './read.ts';
import { selectionOf } from './selection.ts';

/**
 * Reads any Singer tap, run as a program. Each stream is read by a run of its own, with a catalog that
 * selects it alone, so that the tap's one state is the stream's state.
 *
 * @example
 * - id: shop
 *   connector: singer
 *   config:
 *     program: .venv/bin/tap-postgres
 *     settings: { password: '${SHOP_PASSWORD}' }
 *     shownSettings: { host: 127.0.0.1, port: 5432, user: shop, database: shop }
 *     streams:
 *       - { name: public-orders, replicationKey: updated_at }
 */
export const singerConnector: Connector<SingerConfig> = {
  spec: {
    name: 'singer',
    title: 'Singer',
    description: 'Any Singer tap, run as a program.',
    config: singerConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      const { name: tap } = programOf(config, context);
      const schema = await settingsSchema(config, context);
      const mistyped = mistypedSetting(tap, schema, wholeSettings(config));
      if (mistyped !== null) return { ok: false, message: mistyped };
      const catalog = await catalogOf(config, context);
      for (const { name } of config.streams) selectionOf(catalog, name, config);
      return { ok: true, message: `The tap answers; it has ${catalog.length} streams.` };
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  async discover(config, context): Promise<StreamDescription[]> {
    const catalog = await catalogOf(config, context);
    return catalog.map(({ tap_stream_id: name, schema }) => {
      const { key, replicationKey } = selectionOf(catalog, name, config);
      return {
        name,
        fields: fieldsOfSchema(schema),
        primaryKey: key,
        cursor: replicationKey,
      };
    });
  },

  async *read(config, request, context) {
    const catalog = await catalogOf(config, context);
    const selection = selectionOf(catalog, request.stream, config);
    yield* readStream(config, catalog, selection, request.state, context);
  },
};
