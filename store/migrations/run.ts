import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration of plain statements. They only add: an older Portrait still works on the new tables. */
export function run(statements: readonly string[]): Migration {
  return {
    async up(database: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(database);
    },
  };
}
