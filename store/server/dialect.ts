import { type DatabaseIntrospector, type Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { SchemaIntrospector } from '../schema-introspector.ts';

/** Kysely's way to a server, where a store looks at no other schema than its own. */
export class ServerDialect extends PostgresDialect {
  readonly #schema: string;

  constructor(pool: pg.Pool, schema: string) {
    super({ pool });
    this.#schema = schema;
  }

  override createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SchemaIntrospector(database, this.#schema);
  }
}
