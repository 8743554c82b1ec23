import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreValueError } from './errors.ts';
import type { Subscribe } from './listeners.ts';
import { textArray } from './unnest.ts';
import { checkKey } from './values.ts';
import { integers, RANGE_OF_USER, RANGES } from './work-range-table.ts';

/** A place in the feed; opaque: pass on what the feed gave. */
export type ChangeCursor = string;

/** Says that something about a user changed and its profile may have to follow. */
export interface Change {
  readonly cursor: ChangeCursor;
  readonly userId: string;
  readonly kind: string;
}

/** A change with the user whom its user is part of now. */
export interface OpenChange extends Change {
  readonly canonicalId: string;
}

/** The database's own say on which transactions nobody can slip in before any more. */
const SETTLED = sql`pg_snapshot_xmin(pg_current_snapshot())`;

/**
 * Which users changed, in an order that never changes: by transaction, then sequence, and only what is
 * older than every running transaction. So a reader that keeps its cursor meets every change, also
 * with many concurrent writers; a very long transaction anywhere on the server holds the feed up.
 */
export class ChangeFeed {
  readonly #context: StoreContext;
  readonly #subscribe: Subscribe;

  constructor(context: StoreContext, subscribe: Subscribe) {
    this.#context = context;
    this.#subscribe = subscribe;
  }

  /** @param after where the last reading ended; null from the beginning */
  async read(after: ChangeCursor | null, limit: number): Promise<{ changes: Change[] }> {
    const changes = await this.#context.manyRows(
      sql<Change>`select transaction::text || '.' || sequence::text as cursor,
          user_id as "userId", kind
        from changes where transaction < ${SETTLED} and ${beyond(after)}
        order by transaction, sequence limit ${limit}::int`,
    );
    return { changes };
  }

  /**
   * What a consumer has not passed yet, with whom each change is about today.
   * @param ranges only of the users in these; null of all
   * @param after only beyond this cursor, which it is about to pass
   */
  next(
    consumer: string,
    ranges: readonly number[] | null,
    limit: number,
    after: ChangeCursor | null = null,
  ): Promise<OpenChange[]> {
    // Of ranges that were taken over lately some may be further than the others. Where there are none,
    // two bounds would only make the planner take what lies beyond them for little, and sort all of it.
    const waiting = after !== null && ranges === null ? sql`true` : notPassed(consumer, ranges);
    const wanted = sql`${beyond(after)} and ${waiting}`;
    return this.#context.manyRows(
      sql<OpenChange>`select cursor, c.user_id as "userId", kind,
          coalesce(u.merged_into, c.user_id) as "canonicalId"
        from (select transaction, sequence, transaction::text || '.' || sequence::text as cursor,
            user_id, kind
          from changes where transaction < ${SETTLED} and ${wanted}
          order by transaction, sequence limit ${limit}::int) c
        left join lateral (
          select merged_into from users where users.user_id = c.user_id offset 0
        ) u on true
        order by transaction, sequence`,
    );
  }

  /** Whether there are changes that the feed does not give yet, because an older transaction runs. */
  async isHeldUp(): Promise<boolean> {
    const { held } = await this.#context.row(
      sql<{ held: boolean }>`select exists (
        select 1 from changes where transaction >= ${SETTLED}) as held`,
    );
    return held;
  }

  /** Notes how far a consumer has come with the users in some ranges; never less than before. */
  async saveRanges(
    consumer: string,
    ranges: readonly number[],
    cursor: ChangeCursor,
  ): Promise<void> {
    const [transaction, sequence] = parse(cursor);
    const names = textArray(
      ranges.map((range) => `${checkKey(consumer, 'consumers.consumer')}/${range}`),
    );
    await this.#context.rows(sql`insert into consumers as known (consumer, transaction, sequence)
      select name, ${transaction}::text::xid8, ${sequence}::text::bigint
      from unnest(${names}) as name order by name
      on conflict (consumer) do update
        set transaction = excluded.transaction, sequence = excluded.sequence
        where (excluded.transaction, excluded.sequence) > (known.transaction, known.sequence)`);
  }

  /** How far a consumer has come; null before the first time. */
  async position(consumer: string): Promise<ChangeCursor | null> {
    const [row] = await this.#context.rows(
      sql<{ cursor: string }>`select transaction::text || '.' || sequence::text as cursor
        from consumers where consumer = ${consumer}`,
    );
    return row?.cursor ?? null;
  }

  /** Notes how far a consumer has come; call it in the transaction that stores what it made of it. */
  async savePosition(consumer: string, cursor: ChangeCursor): Promise<void> {
    const [transaction, sequence] = parse(cursor);
    await this.#context.send(sql`insert into consumers (consumer, transaction, sequence)
      values (${checkKey(consumer, 'consumers.consumer')}, ${transaction}::text::xid8,
        ${sequence}::text::bigint)
      on conflict (consumer) do update
        set transaction = excluded.transaction, sequence = excluded.sequence`);
  }

  /** Where the feed ends now; null while nothing is in it. */
  async end(): Promise<ChangeCursor | null> {
    const [row] = await this.#context.rows(
      sql<{ cursor: string }>`select transaction::text || '.' || sequence::text as cursor
        from changes where transaction < ${SETTLED} order by transaction desc, sequence desc limit 1`,
    );
    return row?.cursor ?? null;
  }

  /** How many changes a consumer has not passed yet. @param most more are not counted */
  async lag(consumer: string, most = Number.MAX_SAFE_INTEGER): Promise<number> {
    // Where nobody shares the work there is one place, and to look for others would cost a look for each.
    const isAlone = this.#context.shared.kind === 'embedded';
    const { lag } = await this.#context.row(
      sql<{ lag: number }>`select count(*) as lag from (
        select 1 from changes where ${isAlone ? behind(consumer) : notPassedBy(consumer)}
        order by transaction, sequence limit ${most}::bigint) waiting`,
    );
    return lag;
  }

  /**
   * Calls the listener after commits that wrote changes: of this process, and on a server of all
   * others. A hint to read, not the changes themselves: also poll now and then.
   */
  subscribe(listener: () => void): () => void {
    return this.#subscribe('changes', listener);
  }

  /** Stands for everything committed so far; take it after a write, outside of its transaction. */
  async token(): Promise<string> {
    const { token } = await this.#context.row(
      sql<{ token: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as token`,
    );
    return token;
  }

  /** Whether a consumer has passed everything that a token stands for. */
  async reached(token: string, consumer: string): Promise<boolean> {
    if (!/^\d{1,19}$/.test(token))
      throw notOurs('The token', 'Pass it on exactly as a write gave it.');
    const { waiting } = await this.#context.row(
      sql<{ waiting: boolean }>`select exists (select 1 from changes
        where transaction < ${token}::text::xid8 and ${notPassedBy(consumer)}) as waiting`,
    );
    return !waiting;
  }

  /**
   * Drops changes that all of some consumers have passed, oldest first. Whoever follows profiles or memberships is not
   * touched by it: those have histories of their own. No more than the oldest are looked at: to read through all that is
   * too new to be dropped would hold up everybody.
   * @param before only those noted before this instant, in milliseconds since the epoch
   * @param most how many of the oldest; call it again as long as it drops that many
   * @param until those noted after it are dropped too: by a clock that was wrong, they would keep what follows them
   * @returns how many
   */
  async prune(
    consumers: readonly string[],
    before: number,
    most = 10_000,
    until = Number.MAX_SAFE_INTEGER,
  ): Promise<number> {
    const everywhere = integers([...Array(RANGES).keys()]);
    const passed = consumers.map(
      (consumer) => sql`(transaction, sequence) <= (${furthestBehind(consumer, everywhere)})`,
    );
    const { dropped } = await this.#context.row(
      sql<{ dropped: number }>`with dropped as (
          delete from changes where (transaction, sequence) in (
            select transaction, sequence from (
              select transaction, sequence, at from changes where ${sql.join(passed, sql` and `)}
              order by transaction, sequence limit ${most}::int
            ) oldest where at < ${before}::bigint or at > ${until}::bigint)
          returning 1
        )
        select count(*) as dropped from dropped`,
    );
    return dropped;
  }
}

function notOurs(what: string, mend: string): StoreValueError {
  return new StoreValueError(what, 'was not made by this feed', mend);
}

function parse(cursor: ChangeCursor): [string, string] {
  const parts = /^(\d{1,19})\.(\d{1,18})$/.exec(cursor);
  if (!parts) throw notOurs('The cursor', 'Pass it on exactly as the feed gave it.');
  return [parts[1]!, parts[2]!];
}

function beyond(after: ChangeCursor | null): RawBuilder<unknown> {
  if (after === null) return sql`true`;
  const [transaction, sequence] = parse(after);
  return sql`(transaction, sequence) > (${transaction}::text::xid8, ${sequence}::text::bigint)`;
}

/** Behind the place of a consumer that has the feed to itself. */
function behind(consumer: string): RawBuilder<unknown> {
  const place = (column: string, least: RawBuilder<unknown>) => sql`coalesce(
    (select ${sql.ref(column)} from consumers where consumer = ${consumer}), ${least})`;
  return sql`(transaction, sequence) >
    (${place('transaction', sql`'0'::xid8`)}, ${place('sequence', sql`0`)})`;
}

function notPassed(consumer: string, ranges: readonly number[] | null): RawBuilder<unknown> {
  return ranges === null
    ? behind(consumer)
    : sql`${isIn(ranges)} and ${notPassedBy(consumer, integers(ranges))}`;
}

/** Whether the user of a change is in one of the ranges. */
function isIn(ranges: readonly number[]): RawBuilder<boolean> {
  return sql<boolean>`${RANGE_OF_USER} = any(${integers(ranges)})`;
}

/**
 * Neither the consumer as a whole nor its share of the user's range has come so far. Looked for from
 * the range on that is furthest behind.
 */
function notPassedBy(
  consumer: string,
  ranges: RawBuilder<number[]> = integers([...Array(RANGES).keys()]),
): RawBuilder<unknown> {
  return sql`(transaction, sequence) > (${furthestBehind(consumer, ranges)})
    and not exists (select 1 from consumers passed
      where passed.consumer in (${consumer}, ${consumer} || '/' || ${RANGE_OF_USER})
        and (passed.transaction, passed.sequence) >= (changes.transaction, changes.sequence))`;
}

/** How far a consumer has come in the range of those that it has come least far in. */
function furthestBehind(consumer: string, ranges: RawBuilder<number[]>): RawBuilder<unknown> {
  return sql`select coalesce(place.transaction, '0'::xid8), coalesce(place.sequence, 0)
    from unnest(${ranges}) as wanted(range) left join lateral (
      select passed.transaction, passed.sequence from consumers passed
      where passed.consumer in (${consumer}, ${consumer} || '/' || wanted.range)
      order by passed.transaction desc, passed.sequence desc limit 1
    ) place on true
    order by place.transaction nulls first, place.sequence limit 1`;
}
