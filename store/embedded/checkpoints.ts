import type { PGlite } from '@electric-sql/pglite';

/** How much log may lie between two checkpoints: what a start after a kill has to read again. */
const MOST_LOG_BYTES = 256 * 2 ** 20;
const COMMITS_BETWEEN_LOOKS = 32;

/**
 * Brings the tables on the disk up to the log now and then, as PostgreSQL's own process for it does,
 * which PGlite does not have: without it the log would grow until the store is closed.
 */
export class Checkpoints {
  readonly #database: PGlite;
  readonly #mostBytes: number;
  #last: number;
  #commits = 0;

  private constructor(database: PGlite, mostBytes: number, written: number) {
    this.#database = database;
    this.#mostBytes = mostBytes;
    this.#last = written;
  }

  /** Call it when a database has been opened: it has read all of its log then. */
  static async begin(database: PGlite, mostBytes = MOST_LOG_BYTES): Promise<Checkpoints> {
    return new Checkpoints(database, mostBytes, await logBytes(database));
  }

  async afterCommit(): Promise<void> {
    this.#commits += 1;
    if (this.#commits % COMMITS_BETWEEN_LOOKS !== 0) return;
    const written = await logBytes(this.#database);
    if (written - this.#last < this.#mostBytes) return;
    await this.#database.exec('checkpoint');
    this.#last = written;
  }
}

/** How much has been written to the log since the database was made. */
async function logBytes(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as bytes",
  );
  return rows[0]!.bytes;
}
