import { Kysely, sql } from 'kysely';
import { type SharedState, StoreContext } from '../context.ts';
import { StoreUnavailableError, StoreUsageError, sqlState } from '../errors.ts';
import { Listeners, type Subscribe } from '../listeners.ts';
import { migrate } from '../migrate.ts';
import { SqlStore } from '../sql-store.ts';
import type { Store } from '../store.ts';
import { ChannelListener } from './channel-listener.ts';
import { ServerDialect } from './dialect.ts';
import { openPool, placeOf } from './pool.ts';

/** What two processes that make the same schema at the same time may get. */
const MADE_MEANWHILE = new Set(['23505', '42P06', '42P07', '42710']);

/** See `openStore`. */
export async function openServerStore(
  url: string,
  schema: string,
  clock: () => number,
): Promise<Store> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new StoreUsageError(
      'The schema must be a lower-case name of letters, digits and underscores, such as shop_one.',
    );
  }
  const pool = openPool(url, schema);
  const listeners = new Listeners();
  const channel = `portrait_${schema}`.slice(0, 63);
  const database = new Kysely<unknown>({
    dialect: new ServerDialect(pool, schema),
    log: () => {
      shared.statements += 1;
    },
  });
  const shared: SharedState = {
    database,
    kind: 'server',
    clock,
    // Through NOTIFY every process hears of every commit, this one too.
    announce: (topic) => listeners.wake(topic),
    channel,
    memory: null,
    forms: new Map(),
    statements: 0,
    closed: false,
  };
  try {
    await prepare(database, schema, url);
    await migrate(database, schema);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const elsewhere = new ChannelListener(url, channel, (topic) => listeners.wakeNamed(topic));
  const subscribe: Subscribe = (topic, listener) => {
    elsewhere.start();
    return listeners.add(topic, listener);
  };
  return new SqlStore(new StoreContext(shared), subscribe, async () => {
    await elsewhere.stop();
    await database.destroy();
  });
}

async function prepare(database: Kysely<unknown>, schema: string, url: string): Promise<void> {
  try {
    await sql`select 1`.execute(database);
  } catch (error) {
    throw new StoreUnavailableError(
      `The database ${placeOf(url)} cannot be reached (${reasonOf(error)}). ` +
        'Start it, or correct host, port, database, user and password in the url.',
    );
  }
  try {
    await makeOnce(database, sql`create schema if not exists ${sql.id(schema)}`);
    await makeOnce(database, sql`create extension if not exists vector with schema public`);
  } catch (error) {
    throw new StoreUnavailableError(
      `The database ${placeOf(url)} cannot be prepared (${reasonOf(error)}). It needs pgvector: install it ` +
        'on the server, and let an administrator run CREATE EXTENSION vector if this user may not.',
      { cause: error },
    );
  }
}

async function makeOnce(
  database: Kysely<unknown>,
  statement: ReturnType<typeof sql>,
): Promise<void> {
  try {
    await statement.execute(database);
  } catch (error) {
    if (!MADE_MEANWHILE.has(sqlState(error) ?? '')) throw error;
  }
}

/** A code rather than a message: messages of drivers may quote what they were given. */
function reasonOf(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  for (const each of errors) {
    if (typeof each === 'object' && each !== null && 'code' in each) return String(each.code);
  }
  return error instanceof Error ? error.name : 'unknown reason';
}
