import neo4j, { type Neo4jError } from 'neo4j-driver';
import {
  ConnectorConfigError,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import { withoutSecrets } from '../kit/secret.ts';
import type { Neo4jConfig } from './config.ts';

/** Statement errors whose text speaks of the query only, not of values in the graph. */
const ABOUT_THE_QUERY = ['SyntaxError', 'ParameterMissing', 'ProcedureNotFound', 'AccessMode'];

/** Sorts what the driver throws by what to do next; no value of the graph gets into the words. */
export function connectorError(error: unknown, config: Neo4jConfig): Error {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof neo4j.Neo4jError)) return unforeseen(error);
  const { code } = error;
  if (code.startsWith('Neo.ClientError.Security.')) return securityError(error, config);
  if (code === 'Neo.ClientError.Database.DatabaseNotFound') {
    return new ConnectorConfigError(
      `${config.uri} has no database "${config.database ?? 'neo4j'}"; mend \`database\`, SHOW DATABASES lists what there is.`,
    );
  }
  if (/certificate|TLS|SSL|wrong version number/i.test(error.message)) {
    return new ConnectorConfigError(
      `${config.uri} and this program do not agree on TLS: use neo4j+s:// for a certificate that the system trusts, neo4j+ssc:// for one of its own, neo4j:// with \`certificate\` for one of your authority, or neo4j:// for no TLS.`,
    );
  }
  if (code === 'ServiceUnavailable' || code === 'SessionExpired') {
    return new ConnectorRetryableError(
      `Nothing answers as Neo4j at ${config.uri}: is the server started, are host and port right (7687 is usual), does a firewall let it through?`,
    );
  }
  if (neo4j.isRetryableError(error) || code.startsWith('Neo.TransientError.')) {
    return new ConnectorRetryableError(`${config.uri} is busy for now (${code}).`);
  }
  if (/TransactionTimedOut/.test(code)) {
    return new ConnectorConfigError(
      `A page took longer than ${config.timeoutSeconds} s: create an index on the property by which the stream is ordered, or raise \`timeoutSeconds\`.`,
    );
  }
  if (code.startsWith('Neo.ClientError.Statement.')) return statementError(error, config);
  return new ConnectorFatalError(`Neo4j at ${config.uri} refused the read (${code}).`);
}

function securityError({ code }: Neo4jError, config: Neo4jConfig): Error {
  if (code.endsWith('.AuthenticationRateLimit')) {
    return new ConnectorRetryableError(
      `${config.uri} refuses sign-ins for a while after too many wrong passwords; mend \`password\` and wait.`,
      { retryAfterMs: 5_000 },
    );
  }
  if (code.endsWith('.CredentialsExpired')) {
    return new ConnectorConfigError(
      `The password of user "${config.user}" at ${config.uri} has to be changed before it can be used.`,
    );
  }
  if (code.endsWith('.Forbidden')) {
    return new ConnectorConfigError(
      `User "${config.user}" may not read there; give it the right to, or use another \`user\`.`,
    );
  }
  return new ConnectorConfigError(
    `${config.uri} does not accept user "${config.user}" with this password; mend \`user\` or \`password\`.`,
  );
}

function statementError({ code, message }: Neo4jError, config: Neo4jConfig): Error {
  const kind = code.split('.').at(-1) ?? code;
  const words = ABOUT_THE_QUERY.includes(kind)
    ? `: ${withoutSecrets(message.split('\n')[0], [config.password])}`
    : '.';
  return new ConnectorConfigError(`Neo4j cannot run the stream's query (${kind})${words}`);
}

function unforeseen(error: unknown): Error {
  if (error instanceof Error && error.name === 'AbortError') return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new ConnectorFatalError(`The Neo4j driver failed in an unforeseen way (${kind}).`);
}
