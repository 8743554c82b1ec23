import type { CheckResult, Connector } from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { allTables, fieldOf, quoted, type Table, tableOf } from './catalog.ts';
import { readChanges } from './changes/read-changes.ts';
import { releaseChanges } from './changes/release.ts';
import { sayWay, wayOf } from './changes/way.ts';
import { type PostgresConfig, postgresConfig } from './config.ts';
import { Connection, withConnection } from './connection.ts';
import { readRange, readTable } from './read.ts';

/**
 * Reads tables and views of PostgreSQL (12 and newer) by their primary key and, where a column grows
 * with every change, incrementally by that; then rows that are removed cannot be seen, unless they are
 * marked by a `deleted` column. With `changes` (14 and newer), tables are read by their changes from the
 * write-ahead log, deletions among them.
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
    description: 'Tables and views of a PostgreSQL database, by a cursor column or by changes.',
    config: postgresConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      return await withConnection(config, context, async (connection) => {
        // Once, without retries: a person waits for the answer.
        await connection.once('select 1');
        const told: string[] = [];
        for (const stream of config.streams) {
          const table = await tableOf(connection, stream);
          await connection.run(
            `select 1 from ${quoted(stream.schema)}.${quoted(stream.table)} limit 1`,
          );
          if (config.changes !== undefined) told.push(sayWay(await wayOf(connection, table, null)));
        }
        const message = `PostgreSQL answers; ${config.streams.length} streams can be read.`;
        return { ok: true, message: [message, ...told].join(' ') };
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
      const table = await tableOf(connection, stream);
      const way = await wayOf(connection, table, request.state);
      if (way.reason !== null) {
        context.log(`Read by the cursor, not by changes: ${way.reason}.`, { stream: stream.name });
      }
      if (request.range !== undefined) {
        if (way.changes !== null) throw notByRange(stream.name);
        yield* readRange(connection, table, request.range, request.state);
      } else if (way.changes === null) yield* readTable(connection, table, request.state);
      else yield* readChanges(way.changes, request);
    } finally {
      await connection.close();
    }
  },

  release: (config, request, context) =>
    withConnection(config, context, (connection) => releaseChanges(connection, request)),
};

const notByRange = (stream: string): ConnectorConfigError =>
  new ConnectorConfigError(
    `Stream "${stream}" is read by its changes, and what the server has forgotten of its log cannot be read again. Remove the source and sync it: the table is copied anew, and nothing counts twice.`,
  );
