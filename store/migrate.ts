import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoreVersionError } from './errors.ts';
import { migrations } from './migrations/index.ts';

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
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new StoreVersionError(
      'The store was written by a newer version of Portrait. Update Portrait, or give it another store.',
      { cause: error },
    );
  }
  throw error;
}
