import { resolve } from 'node:path';
import neo4j, { type Config, type Driver } from 'neo4j-driver';
import type { ConnectorContext } from '../contract/connector.ts';
import { withRetries } from '../kit/back-off.ts';
import type { Neo4jConfig } from './config.ts';
import { connectorError } from './errors.ts';

export type Row = Record<string, unknown>;

/** A driver for the length of one call; reads only, and every wait ends when the caller aborts. */
export class Connection {
  readonly #driver: Driver;

  constructor(
    readonly config: Neo4jConfig,
    readonly context: ConnectorContext,
  ) {
    const { uri, user, password, certificate, fetchSize } = config;
    const trust: Config =
      certificate === undefined
        ? {}
        : {
            encrypted: 'ENCRYPTION_ON',
            trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES',
            trustedCertificates: [resolve(context.baseFolder, certificate)],
          };
    this.#driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
      ...trust,
      useBigInt: true,
      fetchSize,
      maxConnectionPoolSize: 4,
      connectionTimeout: 10_000,
      connectionAcquisitionTimeout: 15_000,
      telemetryDisabled: true,
      userAgent: 'portrait',
    });
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
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const timeout = Math.ceil(timeoutSeconds * 1000);
      const result = session.run(cypher, parameters, { timeout });
      const { records } = await Promise.race([result, aborted.promise]);
      return records.map((record) => record.toObject());
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw connectorError(error, this.config);
    } finally {
      signal.removeEventListener('abort', abort);
      // After an abort the server is still at work; closing the driver ends that, not the session.
      if (!signal.aborted) await session.close();
    }
  }

  /** Runs a reading query, again with growing pauses while the server is away or busy. */
  run(cypher: string, parameters: Row = {}): Promise<Row[]> {
    return withRetries(() => this.once(cypher, parameters), this.context.signal);
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
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
