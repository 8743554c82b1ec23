import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoreVersionError, sqlState } from './errors.ts';
import { migrations } from './migrations/index.ts';

/**
 * Looking for the tables of one schema reads the catalogue of all: a schema, table or column that another
 * shop's process drops at that moment is an error of ours for nothing, and gone at the next look.
 */
const DROPPED_MEANWHILE = new Set(['3F000', '42P01', '42703', 'XX000']);
const ATTEMPTS = 20;

/**
 * Brings the tables to the state that this version of Portrait works on.
 * @throws {StoreVersionError} where a newer version was there before
 */
export async function migrate(database: Kysely<unknown>, schema: string): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schema,
  });
  let error = (await migrator.migrateToLatest()).error;
  for (let attempt = 2; attempt <= ATTEMPTS; attempt += 1) {
    if (!DROPPED_MEANWHILE.has(sqlState(error) ?? '')) break;
    await pause(attempt * 5);
    error = (await migrator.migrateToLatest()).error;
  }
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new StoreVersionError(
      'The store was written by a newer version of Portrait. Update Portrait, or give it another store.',
      { cause: error },
    );
  }
  throw error;
}
