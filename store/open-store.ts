import { Kysely, sql } from 'kysely';
import { type SharedState, StoreContext } from './context.ts';
import { EmbeddedDialect } from './embedded/dialect.ts';
import type { EmbeddedEngine } from './embedded/engine.ts';
import { openEngine } from './embedded/open.ts';
import { Listeners } from './listeners.ts';
import { Memory } from './memory.ts';
import { migrate } from './migrate.ts';
import { openServerStore } from './server/open.ts';
import { SqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

export type StoreOptions = (
  | {
      /** Where the embedded database lies; null keeps it in memory. */
      readonly folder: string | null;
    }
  | {
      /** `postgres://user:password@host:port/database` of a PostgreSQL 15+ with pgvector. */
      readonly url: string;
      /** The schema of this shop; `public` if nothing is said. */
      readonly schema?: string;
    }
) & {
  /** Milliseconds since the epoch; the clock of the machine if nothing is said. */
  readonly clock?: () => number;
};

/**
 * Opens the store and brings its tables up to date.
 *
 * The embedded store (`folder`) is PGlite in a thread of its own. It survives a killed process with
 * everything that was acknowledged, but it does not wait for the disk (no fsync): after a power cut
 * the last writes may be gone. Give it a `url` where that matters.
 * @throws {StoreLockedError} where another process has the folder open
 * @throws {StoreUnavailableError} where the server cannot be reached or lacks pgvector
 * @throws {StoreVersionError} where a newer Portrait has written the store
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const clock = options.clock ?? Date.now;
  if ('url' in options) return openServerStore(options.url, options.schema ?? 'public', clock);
  const { engine, close } = await openEngine(options.folder);
  try {
    return await openEmbeddedStore(engine, 'public', clock, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** A store in one schema of an engine that is open already. */
export async function openEmbeddedStore(
  engine: EmbeddedEngine,
  schema: string,
  clock: () => number,
  end: () => Promise<void>,
): Promise<Store> {
  const listeners = new Listeners();
  const database = new Kysely<unknown>({
    dialect: new EmbeddedDialect(engine, schema),
    log: () => {
      shared.statements += 1;
    },
  });
  const shared: SharedState = {
    database,
    kind: 'embedded',
    clock,
    announce: (topic) => listeners.wake(topic),
    channel: null,
    memory: new Memory(),
    forms: new Map(),
    statements: 0,
    closed: false,
  };
  await sql`create extension if not exists vector with schema public`.execute(database);
  await sql`create schema if not exists ${sql.id(schema)}`.execute(database);
  await migrate(database, schema);
  const context = new StoreContext(shared);
  return new SqlStore(context, listeners.add, async () => {
    await database.destroy();
    await end();
  });
}
