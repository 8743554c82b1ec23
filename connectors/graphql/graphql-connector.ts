import type { GraphQLSchema } from 'graphql';
import type { CheckResult, Connector, StreamDescription } from '../contract/connector.ts';
import { ConnectorConfigError, ConnectorError } from '../contract/errors.ts';
import { fieldsOf } from '../kit/field-types.ts';
import { nearestHint } from '../kit/nearest.ts';
import { isObject } from '../kit/paths.ts';
import { type GraphqlConfig, type GraphqlStream, graphqlConfig, keyPaths } from './config.ts';
import { Endpoint } from './endpoint.ts';
import { pageOf } from './page.ts';
import { readStream, variablesOf } from './read.ts';
import { checkQuery, schemaOf, selectedFields } from './schema.ts';

/**
 * Reads any GraphQL API page by page, as Relay connections have it, and incrementally where the API
 * takes a time or number from which to begin.
 *
 * @example
 * - id: reviews
 *   connector: graphql
 *   config:
 *     url: https://shop.example/graphql
 *     headers: { authorization: "Bearer ${SHOP_TOKEN}" }
 *     streams:
 *       - name: reviews
 *         query: |
 *           query ($after: String, $since: DateTime) {
 *             reviews(first: 100, after: $after, updatedSince: $since) {
 *               nodes { id stars product { sku } updatedAt }
 *               pageInfo { hasNextPage endCursor }
 *             }
 *           }
 *         connection: reviews
 *         key: id
 *         updatedAt: updatedAt
 *         since: since
 */
export const graphqlConnector: Connector<GraphqlConfig> = {
  spec: {
    name: 'graphql',
    title: 'GraphQL',
    description: 'Any GraphQL API whose lists are Relay connections, or short enough to be whole.',
    config: graphqlConfig,
  },

  async check(config, context): Promise<CheckResult> {
    try {
      const endpoint = new Endpoint(config, context);
      const schema = await schemaIfTold(endpoint);
      for (const stream of config.streams) {
        if (schema !== null) checkQuery(schema, stream);
        await firstNodes(endpoint, stream);
      }
      const told = schema === null ? ', but does not tell its schema' : '';
      return {
        ok: true,
        message: `${endpoint.place} answers${told}; ${config.streams.length} streams can be read.`,
      };
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, message: error.message };
      throw error;
    }
  },

  async discover(config, context) {
    const endpoint = new Endpoint(config, context);
    const schema = await schemaIfTold(endpoint);
    const descriptions: StreamDescription[] = [];
    for (const stream of config.streams) {
      if (schema !== null) checkQuery(schema, stream);
      const fields =
        schema === null
          ? fieldsOf((await firstNodes(endpoint, stream)).filter(isObject))
          : selectedFields(schema, stream);
      const cursor = (stream.since !== undefined && stream.updatedAt) || null;
      descriptions.push({ name: stream.name, fields, primaryKey: keyPaths(stream), cursor });
    }
    return descriptions;
  },

  async *read(config, request, context) {
    const stream = config.streams.find(({ name }) => name === request.stream);
    if (stream === undefined) {
      const names = config.streams.map(({ name }) => name);
      throw new ConnectorConfigError(
        `The GraphQL source has no stream "${request.stream}"; ${nearestHint(request.stream, names)}`,
      );
    }
    yield* readStream(new Endpoint(config, context), stream, request);
  },
};

/** Some APIs refuse introspection with a status of its own rather than with an answer. */
async function schemaIfTold(endpoint: Endpoint): Promise<GraphQLSchema | null> {
  try {
    return await schemaOf(endpoint);
  } catch (error) {
    if (error instanceof ConnectorConfigError) return null;
    throw error;
  }
}

/** What the first page holds. Once, without retries: a person waits for the answer. */
async function firstNodes(endpoint: Endpoint, stream: GraphqlStream) {
  const variables = variablesOf(stream, { since: null, after: null });
  const answer = await endpoint.once(stream.query, variables);
  return pageOf(answer, stream, endpoint.place).nodes.map(({ data }) => data);
}
