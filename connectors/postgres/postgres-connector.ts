import type { CheckResult, Connector } from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { allTables, fieldOf, type Table, tableOf } from './catalog.ts';
import { type PostgresConfig, postgresConfig } from './config.ts';
import { Connection, withConnection } from './connection.ts';
import { readTable } from './read.ts';

/**
 * Reads tables and views of PostgreSQL (12 and newer) by their primary key and, where a column grows
 * with every change, incrementally by that. Rows that are removed cannot be seen: mark them with a
 * `deleted` column instead.
 *
 * @example
 * - id: shop
 *   connector: postgres
 *   config:
 *     url: ${SHOP_DATABASE_URL}
 *     streams:
 *       - { name: orders, table: orders, cursor: updated_at, deleted: cancelled_at }
 */
export const postgresConnector: Connector<PostgresConfig> = {
  spec: {
    name: 'postgres',
    title: 'PostgreSQL',
    description: 'Tables and views of a PostgreSQL database, read by a cursor column.',
    config: postgresConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      return await withConnection(config, context, async (connection) => {
        // Once, without retries: a person waits for the answer.
        await connection.once('select 1');
        for (const stream of config.streams) {
          const { schema, table } = (await tableOf(connection, stream)).stream;
          await connection.run(
            `select 1 from "${schema.replaceAll('"', '""')}"."${table.replaceAll('"', '""')}" limit 1`,
          );
        }
        return {
          ok: true,
          message: `PostgreSQL answers; ${config.streams.length} streams can be read.`,
        };
      });
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  discover: (config, context) =>
    withConnection(config, context, async (connection) => {
      const isChosen = config.streams.length > 0;
      const streams = isChosen ? config.streams : await allTables(connection);
      const tables: Table[] = [];
      for (const stream of streams) {
        try {
          tables.push(await tableOf(connection, stream));
        } catch (error) {
          // A table without a key is no suggestion; of a chosen one a person wants to hear.
          if (isChosen || !(error instanceof ConnectorConfigError)) throw error;
        }
      }
      return tables.map(({ stream, columns, key, cursor }) => ({
        name: stream.name,
        fields: columns.map(fieldOf),
        primaryKey: key.map(({ name }) => name),
        cursor: cursor?.name ?? null,
      }));
    }),

  async *read(config, request, context) {
    const stream = config.streams.find(({ name }) => name === request.stream);
    if (stream === undefined) {
      const names = config.streams.map(({ name }) => name);
      throw new ConnectorConfigError(
        `The PostgreSQL source has no stream "${request.stream}"; ${nearestHint(request.stream, names)}`,
      );
    }
    const connection = new Connection(config, context);
    try {
      yield* readTable(connection, await tableOf(connection, stream), request.state);
    } finally {
      await connection.close();
    }
  },
};
