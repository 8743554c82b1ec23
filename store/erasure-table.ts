import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { dropRows, dropSeeds, eraseUser, type TakenAway } from './erase-user.ts';
import { anybodyErased, erasedAmong, type Trace } from './erased-ids.ts';
import type { Json } from './json.ts';
import { textArray } from './unnest.ts';
import { checkJson } from './values.ts';

/** That somebody was erased. */
export interface Erased {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly erasedAt: number;
  readonly receipt: Json;
}

/** Who was erased: keyed hashes of their ids, and the receipts. */
export class ErasureTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Takes away all that is kept of a user and whoever was merged into it; see `eraseUser`. Call it in a
   * transaction, with `note`.
   */
  takeAway(userId: string, erasureId: string): Promise<TakenAway> {
    return eraseUser(this.#context, userId, erasureId);
  }

  /** Counts the erasures that changed models; see `takeTurn`. */
  async turn(): Promise<number> {
    const { turn } = await this.#context.row(sql<{ turn: number }>`select turn from erasure_key`);
    return turn;
  }

  /**
   * Holds off other erasures until the surrounding transaction ends.
   * @returns false where there was another one since the turn was read: what was prepared then is stale
   */
  async takeTurn(turn: number): Promise<boolean> {
    const taken = await this.#context.rows(sql`update erasure_key set turn = turn + 1
      where turn = ${turn}::bigint returning 1`);
    return taken.length > 0;
  }

  /** Keeps the receipt of an erasure. */
  async note({ id, erasedAt, receipt }: Erased): Promise<void> {
    await this.#context.rows(sql`insert into erasures (id, erased_at, receipt)
      values (${id}, ${erasedAt}::bigint, ${checkJson(receipt, 'erasures.receipt')}::text::jsonb)
      on conflict (id) do update set receipt = excluded.receipt`);
  }

  /** Whether anybody was ever erased. */
  any(): Promise<boolean> {
    return anybodyErased(this.#context);
  }

  /** Those of the traces that belong to somebody who was erased, by their places in the list. */
  among(traces: readonly Trace[]): Promise<ReadonlyMap<number, string>> {
    return erasedAmong(this.#context, traces);
  }

  /** The erasure that the first of the traces leads to; null where nobody was erased. */
  async find(traces: readonly Trace[]): Promise<Erased | null> {
    const [id] = (await this.among(traces)).values();
    if (id === undefined) return null;
    const [row] = await this.#context.rows(
      sql<Erased>`select id, erased_at as "erasedAt", receipt from erasures where id = ${id}`,
    );
    return row ?? null;
  }

  /**
   * The bare ids of people who were erased before an instant, and of whose leaving all of some audiences
   * have heard.
   * @param audiences whose deliveries are waited for
   * @param latest those erased before this instant are not waited for any longer
   */
  async farewellsOver(
    before: number,
    audiences: readonly string[],
    latest: number,
  ): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select user_id as "userId" from erasure_farewells f
        where at <= ${before}::bigint and (at <= ${latest}::bigint or not exists (
          select 1 from membership_history h
            cross join unnest(${textArray(audiences)}) as wanted (id)
            left join audiences a on a.id = wanted.id
          where h.user_id = f.user_id and (a.sequence is null
            or (a.transaction, a.sequence) < (h.transaction, h.sequence))))
        order by user_id`,
    );
    return rows.map(({ userId }) => userId);
  }

  /** Takes away the bare ids, with what a process that was at work during the erasure may have written since. */
  async settle(userIds: readonly string[]): Promise<void> {
    await this.#context.transaction(async (inside) => {
      await dropRows(inside, userIds);
      await dropSeeds(inside, userIds);
      await inside.rows(
        sql`delete from erasure_farewells where user_id = any(${textArray(userIds)})`,
      );
    });
  }
}
