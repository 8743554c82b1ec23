import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { RangeLostError } from './errors.ts';
import { checkKey } from './values.ts';

/** Into how many ranges users are divided: more than there will be processes to share them. */
export const RANGES = 16;

/** The range of a user. */
export const RANGE_OF_USER = sql`mod(abs(hashtext(user_id)::bigint), ${sql.raw(String(RANGES))})::int`;

/** The database's own clock: those of several machines need not agree. */
const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Who shares what work. */
export interface Worker {
  readonly consumer: string;
  readonly owner: string;
}

/**
 * Lets processes share a consumer's work by ranges of users. A range is a process's own as long as
 * the process says so again and again; what it writes is stored only while that is so.
 */
export class WorkRangeTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * A sign of life. Gives ranges back where others are waiting for their share, and takes those that
   * are free up to one's own.
   * @param keepMs how long the ranges stay one's own without another sign of life
   * @returns the ranges that are one's own now
   */
  async beat({ consumer, owner }: Worker, keepMs: number): Promise<number[]> {
    const until = sql`${NOW} + ${keepMs}::bigint`;
    return this.#context.transaction(async (inside) => {
      await inside.rows(sql`insert into work_ranges (consumer, range)
        select ${checkKey(consumer, 'work_ranges.consumer')}, range
        from generate_series(0, ${RANGES - 1}::int) as range on conflict do nothing`);
      await inside.rows(sql`insert into workers (consumer, owner, alive_until)
        values (${consumer}, ${checkKey(owner, 'workers.owner')}, ${until})
        on conflict (consumer, owner) do update set alive_until = excluded.alive_until`);
      await inside.rows(
        sql`delete from workers where consumer = ${consumer} and alive_until < ${NOW}`,
      );
      const { workers } = await inside.row(
        sql<{
          workers: number;
        }>`select count(*) as workers from workers where consumer = ${consumer}`,
      );
      const share = Math.ceil(RANGES / workers);
      const mine = sql`consumer = ${consumer} and owner = ${owner}`;
      await inside.rows(sql`update work_ranges set owner = null, owned_until = 0 where ${mine}
        and range not in (select range from work_ranges where ${mine} order by range limit ${share}::int)`);
      await inside.rows(sql`update work_ranges set owned_until = ${until} where ${mine}`);
      await inside.rows(sql`update work_ranges set owner = ${owner}, owned_until = ${until}
        where consumer = ${consumer} and range in (
          select range from work_ranges
          where consumer = ${consumer} and (owner is null or owned_until < ${NOW})
          order by range
          limit greatest(0, ${share}::int - (select count(*) from work_ranges where ${mine})::int)
          for update skip locked)`);
      const rows = await inside.rows(
        sql<{ range: number }>`select range from work_ranges where ${mine} order by range`,
      );
      return rows.map(({ range }) => range);
    });
  }

  /**
   * Holds ranges until the surrounding transaction ends: nobody takes them over before.
   * @throws {RangeLostError} where one of them is no longer the worker's
   */
  async hold({ consumer, owner }: Worker, ranges: readonly number[]): Promise<void> {
    const held = await this.#context.rows(sql`select 1 from work_ranges
      where consumer = ${consumer} and owner = ${owner} and owned_until > ${NOW}
        and range = any(${integers(ranges)}) order by range for share`);
    if (held.length < ranges.length) throw new RangeLostError();
  }

  /** Gives all ranges back, for others to have them at once. */
  async leave({ consumer, owner }: Worker): Promise<void> {
    await this.#context.transaction(async (inside) => {
      await inside.rows(sql`update work_ranges set owner = null, owned_until = 0
        where consumer = ${consumer} and owner = ${owner}`);
      await inside.rows(sql`delete from workers where consumer = ${consumer} and owner = ${owner}`);
    });
  }

  /** Who owns how many ranges now. */
  async owners(consumer: string): Promise<Map<string, number>> {
    const rows = await this.#context.rows(
      sql<{ owner: string; ranges: number }>`select owner, count(*) as ranges from work_ranges
        where consumer = ${consumer} and owner is not null and owned_until > ${NOW} group by owner`,
    );
    return new Map(rows.map(({ owner, ranges }) => [owner, ranges]));
  }
}

/** An `int[]` parameter. */
export function integers(values: readonly number[]): RawBuilder<number[]> {
  return sql`${`{${values.join(',')}}`}::text::int[]`;
}
