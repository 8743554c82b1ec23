export type {
  CheckResult,
  Connector,
  ConnectorContext,
  ConnectorSpec,
  ReadRequest,
  StoredState,
  StreamDescription,
  StreamField,
} from './contract/connector.ts';
export {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRecordError,
  ConnectorRetryableError,
} from './contract/errors.ts';
export type { Json, JsonObject } from './contract/json.ts';
export type {
  ConnectorMessage,
  ProgressMessage,
  RecordMessage,
  RejectMessage,
  StateMessage,
  TombstoneMessage,
} from './contract/message.ts';
export { defaultConnectors } from './default-connectors.ts';
export { filesConnector } from './files/files-connector.ts';
export { graphqlConnector } from './graphql/graphql-connector.ts';
export { REDACTED, redact, secret, secretValues } from './kit/secret.ts';
export { neo4jConnector } from './neo4j/neo4j-connector.ts';
export { postgresConnector } from './postgres/postgres-connector.ts';
export { ConnectorRegistry } from './registry.ts';
