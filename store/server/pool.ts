import pg from 'pg';
import { StoreUnavailableError } from '../errors.ts';

const INT8 = 20;
const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/** Connections whose statements find their tables in one schema, and pgvector in `public`. */
export function openPool(url: string, schema: string): pg.Pool {
  placeOf(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
    application_name: 'portrait',
    options: `-c search_path=${schema},public`,
    types: {
      getTypeParser: ((type: number, format?: 'text' | 'binary') =>
        type === INT8
          ? Number
          : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that the server closes is replaced at the next use; without a listener it
  // would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Host, port and database of a url, to be named in messages; never user or password.
 * @throws {StoreUnavailableError} for something that is no url
 */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new StoreUnavailableError(
      'The url of the database is not of the form postgres://user:password@host:5432/database.',
    );
  }
  return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`;
}
