import type { CheckResult, Connector } from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { checkNames, checkPairs, indexHint } from './check.ts';
import { type Neo4jConfig, neo4jConfig } from './config.ts';
import { Connection, withConnection } from './connection.ts';
import { describeAll, describeGraphStream, describeQuery } from './discover.ts';
import { readGraph } from './read-graph.ts';
import { queryParameters, readQuery } from './read-query.ts';

/**
 * Reads a Neo4j graph (4.4 and newer): nodes of a label, relationships of a type, or the rows of a
 * query. Only what is still in the graph can be read: mark what ended with a `deleted` property
 * instead of removing it.
 *
 * @example
 * - id: friends
 *   connector: neo4j
 *   config:
 *     uri: neo4j://localhost:7687
 *     password: ${NEO4J_PASSWORD}
 *     streams:
 *       - kind: relationships
 *         name: friends
 *         type: FRIEND_OF
 *         start: { label: Customer, key: id }
 *         end: { label: Customer, key: id }
 *         updatedAt: updatedAt
 *         deleted: endedAt
 */
export const neo4jConnector: Connector<Neo4jConfig> = {
  spec: {
    name: 'neo4j',
    title: 'Neo4j',
    description: 'Nodes, relationships and queries of a Neo4j graph, read by their updated-at.',
    config: neo4jConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      return await withConnection(config, context, async (connection) => {
        // Once, without retries: a person waits for the answer.
        await connection.once('RETURN 1 AS one');
        const hints: string[] = [];
        for (const stream of config.streams) {
          if (stream.kind === 'query') {
            await connection.run(stream.cypher, queryParameters(null, 1));
            continue;
          }
          await checkNames(connection, stream);
          if (stream.kind === 'relationships') await checkPairs(connection, stream);
          const hint = await indexHint(connection, stream);
          if (hint !== null) hints.push(`${stream.name}: ${hint}`);
        }
        const reached = `${config.uri} answers; ${config.streams.length} streams can be read.`;
        return { ok: true, message: [reached, ...hints].join(' ') };
      });
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  discover: (config, context) =>
    withConnection(config, context, async (connection) => {
      if (config.streams.length === 0) return describeAll(connection);
      const descriptions = [];
      for (const stream of config.streams) {
        const describe = () =>
          stream.kind === 'query'
            ? describeQuery(connection, stream)
            : describeGraphStream(connection, stream);
        descriptions.push(await describe());
      }
      return descriptions;
    }),

  async *read(config, request, context) {
    const stream = config.streams.find(({ name }) => name === request.stream);
    if (stream === undefined) {
      const names = config.streams.map(({ name }) => name);
      throw new ConnectorConfigError(
        `The Neo4j source has no stream "${request.stream}"; ${nearestHint(request.stream, names)}`,
      );
    }
    const connection = new Connection(config, context);
    try {
      if (stream.kind === 'query') {
        yield* readQuery(connection, stream, request.state);
      } else {
        await checkNames(connection, stream);
        yield* readGraph(connection, stream, request.state);
      }
    } finally {
      await connection.close();
    }
  },
};
