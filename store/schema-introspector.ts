import type { DatabaseIntrospector, Kysely, SchemaMetadata, TableMetadata } from 'kysely';

interface Catalogue {
  'pg_catalog.pg_namespace': { oid: number; nspname: string };
  'pg_catalog.pg_class': { relnamespace: number; relname: string; relkind: string };
}

/**
 * What Kysely's migrator asks the catalogue for, of one schema: is it there, and which tables has it.
 * Kysely's own reads every column of every schema with functions that fail on a table that somebody else
 * drops at that moment. Columns are not looked up: nobody asks for them.
 */
export class SchemaIntrospector implements DatabaseIntrospector {
  readonly #database: Kysely<Catalogue>;
  readonly #schema: string;

  constructor(database: Kysely<unknown>, schema: string) {
    this.#database = database as Kysely<Catalogue>;
    this.#schema = schema;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    return this.#database
      .selectFrom('pg_catalog.pg_namespace as schema')
      .select('schema.nspname as name')
      .where('schema.nspname', '=', this.#schema)
      .execute();
  }

  /** All of them, the migrator's own too. */
  async getTables(): Promise<TableMetadata[]> {
    const found = await this.#database
      .selectFrom('pg_catalog.pg_class as table')
      .innerJoin('pg_catalog.pg_namespace as schema', 'schema.oid', 'table.relnamespace')
      .select(['table.relname as name', 'table.relkind as kind'])
      .where('schema.nspname', '=', this.#schema)
      .where('table.relkind', 'in', ['r', 'p', 'v', 'f'])
      .execute();
    return found.map(({ name, kind }) => ({
      name,
      schema: this.#schema,
      isView: kind === 'v',
      isForeign: kind === 'f',
      columns: [],
    }));
  }
}
