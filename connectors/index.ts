export { airbyteConnector } from './airbyte/airbyte-connector.ts';
export type { CheckReport, ConformanceReport } from './conformance/run.ts';
export type { AnyConformanceCase, ConformanceCase } from './conformance/setups.ts';
export type {
  CheckResult,
  Connector,
  ConnectorContext,
  ConnectorSpec,
  ReadRequest,
  ReleaseRequest,
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
export {
  type AnyConnector,
  isPush,
  type PushConnector,
  type PushedMessage,
  PushRefusal,
  type PushRequest,
} from './contract/push-connector.ts';
export { defaultConnectors } from './default-connectors.ts';
export { filesConnector } from './files/files-connector.ts';
export { graphqlConnector } from './graphql/graphql-connector.ts';
export type { HttpConfig } from './http/config.ts';
export { httpConnector, takesKey } from './http/http-connector.ts';
export { MESSAGE_TYPES, type MessageType, messagesOf } from './http/messages.ts';
export { plainName } from './http/order-key.ts';
export { shownWriteKey } from './http/write-key.ts';
export { clientOptions as kafkaClientOptions } from './kafka/client.ts';
export { kafkaConnection } from './kafka/config.ts';
export { kafkaConnector } from './kafka/kafka-connector.ts';
export { isGreater as isGreaterCursor } from './kit/bounds.ts';
export { type ConnectorDeclaration, defineConnector } from './kit/define-connector.ts';
export { type Auth, apiKeyHeader, apiKeyQuery, basic, bearer } from './kit/http/auth.ts';
export { type HttpAnswer, HttpClient, type HttpRequest } from './kit/http/http-client.ts';
export { type OAuth2Options, oauth2 } from './kit/http/oauth2.ts';
export { type HttpSettings, httpSettings } from './kit/http/settings.ts';
export {
  cursorToken,
  keyset,
  linkHeader,
  type PagedRequest,
  type PagingStyle,
  paged,
  pageNumber,
} from './kit/paging.ts';
export { checkBytes, parseObject } from './kit/parse-object.ts';
export {
  DRIFT_POLICIES,
  type DriftPolicy,
  SchemaWatch,
  type StreamSchema,
} from './kit/schema-watch.ts';
export { REDACTED, redact, secret, secretValues } from './kit/secret.ts';
export type { OpenScope, Page, ReadScope, StreamDeclaration } from './kit/stream.ts';
export { neo4jConnector } from './neo4j/neo4j-connector.ts';
export {
  importOutside,
  installedConnectors,
  offerOwn,
  PACKAGE_PREFIX,
  packageFolder,
  registerPackages,
} from './packages.ts';
export { postgresConnector } from './postgres/postgres-connector.ts';
export { ConnectorRegistry } from './registry.ts';
export { ScaffoldError, scaffoldConnector } from './scaffold/scaffold.ts';
export { singerConnector } from './singer/singer-connector.ts';

/** The conformance checks and the hostile source, loaded when somebody wants them. */
export const loadConformance = () => import('./conformance/index.ts');

/** For connectors from outside: the very zod that reads their configurations. */
export { z } from 'zod';
export { retryAfterMs } from './kit/http/retry-after.ts';
export { nearestName } from './kit/nearest.ts';
export { unlessAborted } from './kit/unless-aborted.ts';
export { keyOf as keyOfSecret } from './webhook/signature.ts';
export { webhookConnector } from './webhook/webhook-connector.ts';
