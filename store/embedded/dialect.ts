import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { CopySource } from '../copy-source.ts';
import { StoreUsageError } from '../errors.ts';
import { SchemaIntrospector } from '../schema-introspector.ts';
import { isSentAhead } from '../send-ahead.ts';
import type { EmbeddedEngine } from './engine.ts';
import type { EngineResult } from './protocol.ts';

class EmbeddedConnection implements DatabaseConnection {
  readonly release: () => void;
  /** Whether a statement failed since the transaction began: PostgreSQL commits nothing then. */
  failed = false;
  /** What was sent before and is not answered yet. */
  #sent: Promise<unknown> = Promise.resolve();
  readonly #engine: EmbeddedEngine;

  constructor(engine: EmbeddedEngine, release: () => void) {
    this.#engine = engine;
    this.release = release;
  }

  /** Begins a transaction without waiting for the answer: what comes first in it is sent right behind. */
  begin(): void {
    this.failed = false;
    this.#sent = heldBack(this.#engine.query('begin', []));
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const before = this.#sent;
    const answer = heldBack(this.#send(query));
    if (isSentAhead(query)) {
      this.#sent = heldBack(before.then(() => answer));
      return { rows: [] };
    }
    try {
      // What failed first says why: whatever was sent behind it failed by that alone.
      await before;
      const { rows, affectedRows } = await answer;
      return {
        rows: rows as Row[],
        ...(affectedRows === null ? {} : { numAffectedRows: BigInt(affectedRows) }),
      };
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  #send({ sql, parameters }: CompiledQuery): Promise<EngineResult> {
    const [first] = parameters;
    return first instanceof CopySource
      ? this.#engine.copy(sql, first)
      : this.#engine.query(sql, parameters);
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new StoreUsageError('The embedded store has no row streams: read in keyset pages.');
  }
}

/** Whoever awaits it hears of its failure; until then nobody calls it unheard. */
function heldBack<Answer>(promise: Promise<Answer>): Promise<Answer> {
  promise.catch(() => undefined);
  return promise;
}

/**
 * PGlite has one session for everybody, so a statement of another task that was sent during a
 * transaction would become part of it. Here a connection is the right to use that session, and a
 * transaction keeps it until it ends: everybody else waits.
 */
class EmbeddedDriver implements Driver {
  readonly #engine: EmbeddedEngine;
  readonly #schema: string;

  constructor(engine: EmbeddedEngine, schema: string) {
    this.#engine = engine;
    this.#schema = schema;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<EmbeddedConnection> {
    const release = await this.#engine.session.acquire();
    try {
      if (this.#engine.schema !== this.#schema) {
        await this.#engine.exec(`set search_path to "${this.#schema}", public`);
        this.#engine.schema = this.#schema;
      }
    } catch (error) {
      release();
      throw error;
    }
    return new EmbeddedConnection(this.#engine, release);
  }

  async releaseConnection(connection: EmbeddedConnection): Promise<void> {
    connection.release();
  }

  async beginTransaction(connection: EmbeddedConnection): Promise<void> {
    connection.begin();
  }

  async commitTransaction(connection: EmbeddedConnection): Promise<void> {
    // A COMMIT after a failed statement answers like any other, though it rolls back.
    if (connection.failed) {
      await connection.executeQuery(CompiledQuery.raw('rollback'));
      throw new AbortedTransactionError();
    }
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: EmbeddedConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {}
}

/** Kysely's way into an embedded engine; several stores may share one, each with its own schema. */
export class EmbeddedDialect implements Dialect {
  readonly #engine: EmbeddedEngine;
  readonly #schema: string;

  constructor(engine: EmbeddedEngine, schema: string) {
    this.#engine = engine;
    this.#schema = schema;
  }

  createDriver(): Driver {
    return new EmbeddedDriver(this.#engine, this.#schema);
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SchemaIntrospector(database, this.#schema);
  }
}
