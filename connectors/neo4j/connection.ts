import { resolve } from 'node:path';
import neo4j, { type Config, type Driver } from 'neo4j-driver';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorRetryableError } from '../contract/errors.ts';
import { withRetries } from '../kit/back-off.ts';
import type { Neo4jConfig } from './config.ts';
import { connectorError } from './errors.ts';

/** The longest wait for a connection, and for the answer of a server that has ended a query. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 1_000;

const silent = ({ uri, timeoutSeconds }: Neo4jConfig) =>
  new ConnectorRetryableError(
    `${uri} was silent for more than ${timeoutSeconds} s; raise \`timeoutSeconds\` if it needs longer.`,
  );

export type Row = Record<string, unknown>;

/** A driver for the length of one call; reads only, and every wait ends when the caller aborts. */
export class Connection {
  #driver: Driver;

  constructor(
    readonly config: Neo4jConfig,
    readonly context: ConnectorContext,
  ) {
    this.#driver = newDriver(config, context);
  }

  /** Runs a reading query once. @throws {ConnectorError} of the kind that says what to do next */
  async once(cypher: string, parameters: Row = {}): Promise<Row[]> {
    const { database, fetchSize, timeoutSeconds } = this.config;
    const { signal } = this.context;
    signal.throwIfAborted();
    const session = this.#driver.session({
      defaultAccessMode: neo4j.session.READ,
      fetchSize,
      ...(database === undefined ? {} : { database }),
    });
    const aborted = Promise.withResolvers<never>();
    const limitMs = Math.ceil(timeoutSeconds * 1000);
    let isSilent = false;
    // A server that is cut off ends no query: then it is for us to stop waiting.
    const silence = setTimeout(() => {
      isSilent = true;
      aborted.reject(silent(this.config));
    }, limitMs + ANSWER_MS);
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const result = session.run(cypher, parameters, { timeout: limitMs });
      const { records } = await Promise.race([result, aborted.promise]);
      return records.map((record) => record.toObject());
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw connectorError(error, this.config);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      // A server that is still at work, or silent, does not answer the session's farewell either.
      if (isSilent) this.#renew();
      else if (!signal.aborted) await session.close();
    }
  }

  /** Runs a reading query, again with growing pauses while the server is away or busy. */
  run(cypher: string, parameters: Row = {}): Promise<Row[]> {
    return withRetries(() => this.once(cypher, parameters), this.context.signal);
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  #renew(): void {
    void this.#driver.close().catch(() => undefined);
    this.#driver = newDriver(this.config, this.context);
  }
}

function newDriver(config: Neo4jConfig, context: ConnectorContext): Driver {
  const { uri, user, password, certificate, fetchSize, timeoutSeconds } = config;
  const trust: Config =
    certificate === undefined
      ? {}
      : {
          encrypted: 'ENCRYPTION_ON',
          trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES',
          trustedCertificates: [resolve(context.baseFolder, certificate)],
        };
  return neo4j.driver(uri, neo4j.auth.basic(user, password), {
    ...trust,
    useBigInt: true,
    fetchSize,
    maxConnectionPoolSize: 4,
    connectionTimeout: Math.min(CONNECT_MS, timeoutSeconds * 1000),
    connectionAcquisitionTimeout: 15_000,
    telemetryDisabled: true,
    userAgent: 'portrait',
  });
}

/** Opens a connection for one call and closes it however the call ends. */
export async function withConnection<Result>(
  config: Neo4jConfig,
  context: ConnectorContext,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = new Connection(config, context);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
