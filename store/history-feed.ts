import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { SequenceAheadError, SequenceExpiredError } from './errors.ts';
import { BEGINNING, type FeedPlace, isAfter } from './feed-place.ts';
import { textArray } from './unnest.ts';

type HistoryTable = 'profile_history' | 'membership_history';

/** The database's own say on which transactions nobody can slip in before any more. */
const SETTLED = sql`transaction < pg_snapshot_xmin(pg_current_snapshot())`;
const AT_ONCE = 5_000;

// The columns as they are stored, which an index has in order: the number that is told in place of a
// transaction goes by the same name, and to sort by that would read everything.
const IN_ORDER = sql`known.transaction, known.sequence`;
const NEWEST_FIRST = sql`known.transaction desc, known.sequence desc`;

/** How a history is told as a feed. */
export interface HistoryFeedOptions {
  readonly table: HistoryTable;
  /** The columns of a row, without its place. */
  readonly columns: RawBuilder<unknown>;
  /** The column that says when a row was written. */
  readonly at: 'computed_at' | 'at';
  /** Which old rows stay for other readers than the feed's; none if nothing is said. */
  readonly keep?: RawBuilder<boolean>;
}

/**
 * A history as a feed to be followed from any place in it, in an order that never changes. A row's
 * sequence is drawn in the transaction that writes the row, so what is committed is in the feed, once.
 */
export class HistoryFeed<Row> {
  readonly #context: StoreContext;
  readonly #options: HistoryFeedOptions;
  readonly #rows: RawBuilder<unknown>;

  constructor(context: StoreContext, options: HistoryFeedOptions) {
    this.#context = context;
    this.#options = options;
    this.#rows = sql.table(options.table);
  }

  /** What comes after a place, of everybody or of some users. */
  read(
    after: FeedPlace,
    limit: number,
    userIds: readonly string[] | null = null,
  ): Promise<(Row & FeedPlace)[]> {
    const whose = userIds === null ? sql`true` : sql`user_id = any(${textArray(userIds)})`;
    return this.#context.manyRows(
      sql<Row & FeedPlace>`select transaction::text::bigint as transaction, sequence,
          ${this.#options.columns} from ${this.#rows} as known
        where ${SETTLED} and ${beyond(after)} and ${whose}
        order by ${IN_ORDER} limit ${limit}::int`,
    );
  }

  /** Where the feed ends now: nothing that can be read already comes after it. */
  async end(): Promise<FeedPlace> {
    const [place] = await this.#context.rows(
      sql<FeedPlace>`select transaction::text::bigint as transaction, sequence from ${this.#rows} as known
        where ${SETTLED} order by ${NEWEST_FIRST} limit 1`,
    );
    return place ?? (await this.#forgotten()) ?? BEGINNING;
  }

  /** Before the first row that is kept. */
  async start(): Promise<FeedPlace> {
    return (await this.#forgotten()) ?? BEGINNING;
  }

  /**
   * The place that a sequence stands for; 0 is the beginning.
   * @throws {SequenceExpiredError} where rows after it are no longer kept
   * @throws {SequenceAheadError} where no row has got that far
   */
  async placeOf(sequence: number): Promise<FeedPlace> {
    const forgotten = await this.#forgotten();
    const place = sequence === 0 ? BEGINNING : await this.#find(sequence);
    const lost = forgotten !== null && (place === null || isAfter(forgotten, place));
    if (lost) throw new SequenceExpiredError(sequence, (await this.end()).sequence);
    return place ?? { transaction: 0, sequence };
  }

  /**
   * Forgets rows that were written before an instant (milliseconds since the epoch): whoever would
   * resume among them is told so.
   * @returns how many rows were dropped
   */
  async forget(before: number): Promise<number> {
    const [last] = await this.#context.rows(
      sql<FeedPlace>`select transaction::text::bigint as transaction, sequence from ${this.#rows} as known
        where ${SETTLED} and ${sql.ref(this.#options.at)} < ${before}::bigint
        order by ${NEWEST_FIRST} limit 1`,
    );
    if (last === undefined) return 0;
    await this.#context.rows(sql`insert into feed_floors (feed, transaction, sequence)
      values (${this.#options.table}, ${String(last.transaction)}::text::xid8, ${last.sequence}::bigint)
      on conflict (feed) do update
        set transaction = excluded.transaction, sequence = excluded.sequence`);
    let dropped = 0;
    for (;;) {
      const { count } = await this.#context.row(sql<{ count: number }>`with old as (
          select user_id, sequence from ${this.#rows} as known
          where not ${beyond(last)} and not ${this.#options.keep ?? sql`false`} limit ${AT_ONCE}::int
        ), gone as (
          delete from ${this.#rows} known using old
          where known.user_id = old.user_id and known.sequence = old.sequence returning 1
        ) select count(*) as count from gone`);
      dropped += count;
      if (count < AT_ONCE) return dropped;
    }
  }

  async #forgotten(): Promise<FeedPlace | null> {
    const [floor] = await this.#context.rows(
      sql<FeedPlace>`select transaction::text::bigint as transaction, sequence
        from feed_floors where feed = ${this.#options.table}`,
    );
    return floor ?? null;
  }

  /** The place of a row, or of the nearest one before it where that row is gone. */
  async #find(sequence: number): Promise<FeedPlace | null> {
    const { transaction, last } = await this.#context.row(
      sql<{ transaction: number | null; last: number }>`select
        (select known.transaction::text::bigint from ${this.#rows} known
          where known.sequence <= ${sequence}::bigint order by known.sequence desc limit 1)
          as transaction,
        (select last_value from ${sql.table(`${this.#options.table}_sequence_seq`)}) as last`,
    );
    if (sequence > last) throw new SequenceAheadError(sequence, (await this.end()).sequence);
    return transaction === null ? null : { transaction, sequence };
  }
}

function beyond({ transaction, sequence }: FeedPlace): RawBuilder<boolean> {
  return sql<boolean>`(transaction, sequence) >
    (${String(transaction)}::text::xid8, ${sequence}::bigint)`;
}
