import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { FeedPlace } from './feed-place.ts';
import { checkKey, checkText } from './values.ts';

/** How the delivery to an audience stands. Times in milliseconds since the epoch. */
export interface AudienceState {
  readonly id: string;
  /** Everything up to this change was delivered, or refused; null before the first delivery. */
  readonly sequence: number | null;
  readonly delivered: number;
  readonly deliveredAt: number | null;
  /** Since when deliveries fail; null where the last one did not. */
  readonly failingSince: number | null;
  /** How often the next delivery has been tried. */
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttemptAt: number | null;
  /** How many changes the receiver refused for good. */
  readonly deadEnds: number;
}

/** A change that the receiver refused for good. */
export interface DeadEnd {
  readonly sequence: number;
  readonly message: string;
  readonly at: number;
}

/** The right to deliver to an audience until somebody else may. */
export interface AudienceClaim {
  readonly id: string;
  readonly owner: string;
  readonly until: number;
}

/**
 * How far membership changes were delivered outside. One process at a time owns an audience, and what
 * another one notes is not stored: so the order of deliveries is the feed's.
 */
export class AudienceTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Takes an audience, or keeps it, unless another process owns it now.
   * @returns where to go on, null for the beginning; undefined where another process owns it
   */
  async claim(
    { id, owner, until }: AudienceClaim,
    now: number,
  ): Promise<{ place: FeedPlace | null; attempts: number; nextAttemptAt: number } | undefined> {
    await this.#context.rows(
      sql`insert into audiences (id) values (${checkKey(id, 'audiences.id')}) on conflict do nothing`,
    );
    const [row] = await this.#context.rows(
      sql<{
        transaction: number | null;
        sequence: number | null;
        attempts: number;
        nextAttemptAt: number | null;
      }>`update audiences set owner = ${owner}, owned_until = ${until}::bigint
        where id = ${id} and (owner = ${owner} or owned_until <= ${now}::bigint)
        returning transaction::text::bigint as transaction, sequence, attempts,
          next_attempt_at as "nextAttemptAt"`,
    );
    if (row === undefined) return undefined;
    const { transaction, sequence, attempts, nextAttemptAt } = row;
    const place = transaction === null || sequence === null ? null : { transaction, sequence };
    return { place, attempts, nextAttemptAt: nextAttemptAt ?? 0 };
  }

  /**
   * Notes that everything up to a place was delivered, or refused for good.
   * @returns whether the audience is still the owner's and stood where it went on from
   */
  async advance(
    { id, owner }: AudienceClaim,
    from: FeedPlace | null,
    to: FeedPlace,
    done: {
      readonly delivered: number;
      readonly deadEnds: readonly DeadEnd[];
      readonly at: number;
    },
  ): Promise<boolean> {
    return this.#context.transaction(async (inside) => {
      const moved = await inside.rows(sql`update audiences set
          transaction = ${String(to.transaction)}::text::xid8, sequence = ${to.sequence}::bigint,
          delivered = delivered + ${done.delivered}::bigint,
          delivered_at = case when ${done.delivered}::bigint > 0 then ${done.at}::bigint else delivered_at end,
          failing_since = null, attempts = 0, last_error = null, next_attempt_at = null
        where id = ${id} and owner = ${owner}
          and sequence is not distinct from ${from?.sequence ?? null}::bigint returning 1`);
      if (moved.length === 0) return false;
      for (const { sequence, message, at } of done.deadEnds) {
        await inside.rows(sql`insert into audience_dead_ends (audience_id, sequence, message, at)
          values (${id}, ${sequence}::bigint, ${checkText(message, 'audience_dead_ends.message')},
            ${at}::bigint)
          on conflict (audience_id, sequence) do update
            set message = excluded.message, at = excluded.at`);
      }
      return true;
    });
  }

  /** Notes that a delivery failed and when it is tried again. */
  async fail(
    { id, owner }: AudienceClaim,
    failure: { readonly message: string; readonly at: number; readonly nextAttemptAt: number },
  ): Promise<void> {
    await this.#context.rows(sql`update audiences set attempts = attempts + 1,
        failing_since = coalesce(failing_since, ${failure.at}::bigint),
        last_error = ${checkText(failure.message, 'audiences.last_error')},
        next_attempt_at = ${failure.nextAttemptAt}::bigint
      where id = ${id} and owner = ${owner}`);
  }

  /** Lets go of an audience, so that another process may have it at once. */
  async release({ id, owner }: AudienceClaim): Promise<void> {
    await this.#context.rows(
      sql`update audiences set owner = null, owned_until = 0 where id = ${id} and owner = ${owner}`,
    );
  }

  /** Has everything after a place delivered again, and forgets what was refused after it. */
  async replay(id: string, place: FeedPlace): Promise<void> {
    await this.#context.transaction(async (inside) => {
      await inside.rows(sql`insert into audiences (id, transaction, sequence)
        values (${checkKey(id, 'audiences.id')}, ${String(place.transaction)}::text::xid8,
          ${place.sequence}::bigint)
        on conflict (id) do update set transaction = excluded.transaction,
          sequence = excluded.sequence, failing_since = null, attempts = 0, last_error = null,
          next_attempt_at = null`);
      await inside.rows(sql`delete from audience_dead_ends
        where audience_id = ${id} and sequence > ${place.sequence}::bigint`);
    });
  }

  /** How the deliveries stand, by audience. */
  async states(): Promise<Map<string, AudienceState>> {
    const rows = await this.#context.rows(
      sql<AudienceState>`select id, sequence, delivered, delivered_at as "deliveredAt",
          failing_since as "failingSince", attempts, last_error as "lastError",
          next_attempt_at as "nextAttemptAt",
          (select count(*) from audience_dead_ends d where d.audience_id = id) as "deadEnds"
        from audiences`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** What an audience refused for good, the latest first. */
  deadEnds(id: string, limit: number): Promise<DeadEnd[]> {
    return this.#context.rows(
      sql<DeadEnd>`select sequence, message, at from audience_dead_ends where audience_id = ${id}
        order by sequence desc limit ${limit}::int`,
    );
  }
}
