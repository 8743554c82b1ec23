import pg from 'pg';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import { withRetries } from '../kit/back-off.ts';
import type { PostgresConfig } from './config.ts';
import { connectorError } from './errors.ts';

/** The longest wait for a connection, and for the answer of a server that has ended a statement. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 1_000;

/** Rows as the server wrote them, with the type of each column. */
export interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly types: readonly number[];
}

/** One connection for the length of one call: reads only, in UTC, and again after it broke off. */
export class Connection {
  #client: pg.Client | null = null;

  constructor(
    readonly config: PostgresConfig,
    readonly context: ConnectorContext,
  ) {}

  /** Runs a query once. @throws {ConnectorError} of the kind that says what to do next */
  async once(text: string, values: readonly unknown[] = []): Promise<Answer> {
    const { signal } = this.context;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    let address = this.config.host ?? 'the url';
    try {
      const client = this.#client ?? newClient(this.config);
      address = addressOf(client);
      const work = async () => {
        if (this.#client === null) {
          // A connection that breaks while idle is noticed by the next query.
          client.on('error', () => this.#drop());
          await client.connect();
          this.#client = client;
        }
        const types = { getTypeParser: () => (value: string) => value };
        return client.query<(string | null)[]>({
          text,
          values: [...values],
          rowMode: 'array',
          types,
        });
      };
      const { rows, fields } = await Promise.race([work(), aborted.promise]);
      return { rows, types: fields.map(({ dataTypeID }) => dataTypeID) };
    } catch (error) {
      await this.#dropBroken(error);
      if (signal.aborted) throw signal.reason;
      throw connectorError(error, address, this.config);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Runs a query, again with growing pauses while the server is away or busy. */
  run(text: string, values: readonly unknown[] = []): Promise<Answer> {
    return withRetries(() => this.once(text, values), this.context.signal);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  #drop(): void {
    this.#client = null;
  }

  /** A statement's own error leaves the connection as it is; with any other it is not to be trusted. */
  async #dropBroken(error: unknown): Promise<void> {
    if (error instanceof pg.DatabaseError && !this.context.signal.aborted) return;
    await this.close().catch(() => this.#drop());
  }
}

/** Where a client connects to, for messages. */
export const addressOf = ({ host, port, database }: pg.Client) =>
  `${host}:${port}/${database ?? ''}`;

/**
 * A client that reads only and writes values as we read them, not connected yet.
 * @param special settings of another kind of connection
 */
export function newClient(config: PostgresConfig, special: object = {}): pg.Client {
  const { url, host, port, database, user, password, ssl, timeoutSeconds } = config;
  const limitMs = Math.ceil(timeoutSeconds * 1000);
  const modes = { disable: false, require: { rejectUnauthorized: false }, 'verify-full': true };
  const place =
    url === undefined ? { host, port, database, user, password } : { connectionString: url };
  try {
    return new pg.Client({
      ...place,
      ...(ssl === undefined ? {} : { ssl: modes[ssl] }),
      application_name: 'portrait',
      connectionTimeoutMillis: Math.min(CONNECT_MS, limitMs),
      statement_timeout: limitMs,
      // A server that is cut off ends no statement: then it is for us to stop waiting.
      query_timeout: limitMs + ANSWER_MS,
      ...special,
      options:
        '-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=1 -c default_transaction_read_only=on',
    });
  } catch {
    throw new ConnectorConfigError(
      'The url is not one of PostgreSQL; it must look like postgres://user:password@host:5432/database, special letters as %40.',
    );
  }
}

/** Opens a connection for one call and closes it however the call ends. */
export async function withConnection<Result>(
  config: PostgresConfig,
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
