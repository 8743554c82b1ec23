import type { PGlite } from '@electric-sql/pglite';

/** How much log is written between two rounds of each kind. */
export interface UpkeepSettings {
  /**
   * Between two checkpoints: what a start after a kill has to read again, half a gigabyte in some five
   * seconds. The first change of a page after each writes the whole page to the log, so that often means much.
   */
  readonly checkpointBytes: number;
  /** Between two vacuums: rows that were replaced elsewhere meanwhile hold their place, some ten thousand. */
  readonly vacuumBytes: number;
}

const SETTINGS: UpkeepSettings = { checkpointBytes: 512 * 2 ** 20, vacuumBytes: 64 * 2 ** 20 };
const COMMITS_BETWEEN_LOOKS = 32;
/** After so much work the other tables wait for a later commit: a round of all takes a tenth of a second. */
const LONGEST_TURN_MS = 10;
const COMMITS_BETWEEN_TURNS = 8;

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
  /** Tables that this round of vacuums has not come to. */
  #dusty: string[] = [];

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
    if (this.#commits % COMMITS_BETWEEN_LOOKS === 0) await this.#look();
    if (this.#commits % COMMITS_BETWEEN_TURNS === 0) await this.#vacuum();
  }

  async #look(): Promise<void> {
    const { checkpointBytes, vacuumBytes } = this.#settings;
    const written = await logBytes(this.#database);
    // First, whatever becomes of the vacuum: where the disk is full, it gives back what the log took.
    if (written - this.#checkpointAt >= checkpointBytes) {
      await this.#database.exec('checkpoint');
      this.#checkpointAt = written;
    }
    if (written - this.#vacuumAt < vacuumBytes || this.#dusty.length > 0) return;
    this.#dusty = await tablesOf(this.#database);
    this.#vacuumAt = written;
  }

  /** Vacuums one table at least. One that cannot be, because it is gone or the disk is full, waits for another round. */
  async #vacuum(): Promise<void> {
    const since = performance.now();
    for (let table = this.#dusty.pop(); table !== undefined; table = this.#dusty.pop()) {
      await this.#database.exec(`vacuum ${table}`);
      if (performance.now() - since > LONGEST_TURN_MS) return;
    }
  }
}

/** All tables, those of the system too, by name. */
async function tablesOf(database: PGlite): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'm') order by pg_class.oid`,
  );
  return rows.map(({ name }) => name);
}

/** How much has been written to the log since the database was made. */
async function logBytes(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as bytes",
  );
  return rows[0]!.bytes;
}
