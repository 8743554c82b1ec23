import { airbyteConnector } from './airbyte/airbyte-connector.ts';
import type { AnyConnector } from './contract/push-connector.ts';
import { filesConnector } from './files/files-connector.ts';
import { graphqlConnector } from './graphql/graphql-connector.ts';
import { httpConnector } from './http/http-connector.ts';
import { kafkaConnector } from './kafka/kafka-connector.ts';
import { neo4jConnector } from './neo4j/neo4j-connector.ts';
import { loadedPackages } from './packages.ts';
import { postgresConnector } from './postgres/postgres-connector.ts';
import { ConnectorRegistry } from './registry.ts';
import { singerConnector } from './singer/singer-connector.ts';
import { webhookConnector } from './webhook/webhook-connector.ts';

/** A registry with every connector that comes with Portrait, and the packages that were loaded. */
export function defaultConnectors(): ConnectorRegistry {
  // A connector takes its own configuration only; which one that is, its spec says and checks.
  return new ConnectorRegistry([
    airbyteConnector,
    filesConnector,
    graphqlConnector,
    httpConnector,
    kafkaConnector,
    neo4jConnector,
    postgresConnector,
    singerConnector,
    webhookConnector,
    ...loadedPackages(),
  ] as AnyConnector[]);
}
