import type { PGlite } from '@electric-sql/pglite';

/** How much log is written between two rounds of each kind. */
export interface UpkeepSettings {
  /** Between two checkpoints: what a start after a kill has to read again. */
  readonly checkpointBytes: number;
  /** Between two vacuums: rows that were replaced elsewhere meanwhile hold their place, some ten thousand. */
  readonly vacuumBytes: number;
}

const SETTINGS: UpkeepSettings = { checkpointBytes: 256 * 2 ** 20, vacuumBytes: 64 * 2 ** 20 };
const COMMITS_BETWEEN_LOOKS = 32;

/**
 * What processes of its own do for a PostgreSQL server, and nobody for PGlite: brings the tables on the
 * disk up to the log now and then, without which the log would grow until the store is closed, and gives
 * the place of replaced and deleted rows back, without which every new version of a profile would take a
 * page more for ever. Often and little of each: whoever comes next waits for it.
 */
export class Upkeep {
  readonly #database: PGlite;
  readonly #settings: UpkeepSettings;
  #checkpointAt: number;
  #vacuumAt: number;
  #commits = 0;

  private constructor(database: PGlite, settings: UpkeepSettings, written: number) {
    this.#database = database;
    this.#settings = settings;
    this.#checkpointAt = written;
    this.#vacuumAt = written;
  }

  /** Call it when a database has been opened: it has read all of its log then. */
  static async begin(database: PGlite, settings: Partial<UpkeepSettings> = {}): Promise<Upkeep> {
    return new Upkeep(database, { ...SETTINGS, ...settings }, await logBytes(database));
  }

  async afterCommit(): Promise<void> {
    this.#commits += 1;
    if (this.#commits % COMMITS_BETWEEN_LOOKS !== 0) return;
    const { checkpointBytes, vacuumBytes } = this.#settings;
    const written = await logBytes(this.#database);
    // First, whatever becomes of the vacuum: where the disk is full, it gives back what the log took.
    if (written - this.#checkpointAt >= checkpointBytes) {
      await this.#database.exec('checkpoint');
      this.#checkpointAt = written;
    }
    if (written - this.#vacuumAt >= vacuumBytes) {
      await this.#database.exec('vacuum');
      this.#vacuumAt = written;
    }
  }
}

/** How much has been written to the log since the database was made. */
async function logBytes(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as bytes",
  );
  return rows[0]!.bytes;
}
