import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { checkText } from './values.ts';

/** How the switches of one source stand. Times in milliseconds since the epoch; null is off. */
export interface SourceControl {
  readonly sourceId: string;
  readonly pausedAt: number | null;
  /** While it is on, what is read is kept aside and not written. */
  readonly quarantinedAt: number | null;
  /** Why, in plain words. */
  readonly quarantineReason: string | null;
  /** When the quarantine was last lifted. */
  readonly releasedAt: number | null;
  /** Until when a person has looked at the warnings. */
  readonly acceptedAt: number | null;
  /** Since when what came from it is being taken away. */
  readonly removingAt: number | null;
  readonly removedAt: number | null;
}

const SELECT = sql`select source_id as "sourceId", paused_at as "pausedAt",
  quarantined_at as "quarantinedAt", quarantine_reason as "quarantineReason",
  released_at as "releasedAt", accepted_at as "acceptedAt", removing_at as "removingAt", removed_at as "removedAt"
  from source_controls`;

/** The switches by which people, and rules of theirs, decide what becomes of a source. */
export class SourceControlTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Null for a source whose switches were never touched. */
  async of(sourceId: string): Promise<SourceControl | null> {
    const [row] = await this.#context.rows(
      sql<SourceControl>`${SELECT} where source_id = ${sourceId}`,
    );
    return row ?? null;
  }

  /**
   * The switches, which stay as they are until the transaction ends: whoever switches waits for it.
   * So a batch never goes on by what was so before.
   */
  hold(sourceId: string): Promise<SourceControl> {
    return this.#context.remembered(`the switches of ${sourceId}`, () => this.#hold(sourceId));
  }

  async #hold(sourceId: string): Promise<SourceControl> {
    for (;;) {
      const [row] = await this.#context.rows(
        sql<SourceControl>`${SELECT} where source_id = ${sourceId} for share`,
      );
      if (row) return row;
      await this.#ensure(sourceId);
    }
  }

  all(): Promise<SourceControl[]> {
    return this.#context.rows(sql<SourceControl>`${SELECT} order by source_id`);
  }

  /** @param at since when; null lets it go on */
  pause(sourceId: string, at: number | null): Promise<void> {
    return this.#set(sourceId, { paused_at: sql`${at}::bigint` });
  }

  /** Switches the quarantine on; one that is on keeps its time and its reason. */
  quarantine(sourceId: string, reason: string, at: number): Promise<void> {
    return this.#set(sourceId, {
      quarantine_reason: sql`case when known.quarantined_at is null
        then ${checkText(reason, 'source_controls.quarantine_reason')} else known.quarantine_reason end`,
      quarantined_at: sql`coalesce(known.quarantined_at, ${at}::bigint)`,
    });
  }

  release(sourceId: string, at: number): Promise<void> {
    return this.#set(sourceId, {
      quarantined_at: sql`null::bigint`,
      quarantine_reason: sql`null::text`,
      released_at: sql`${at}::bigint`,
    });
  }

  /** Notes that a person has looked at the warnings up to an instant. */
  acceptWarnings(sourceId: string, at: number): Promise<void> {
    return this.#set(sourceId, { accepted_at: sql`${at}::bigint` });
  }

  /** Says that the source is being removed: from now on no batch of it is stored. */
  beginRemoval(sourceId: string, at: number): Promise<void> {
    return this.#set(sourceId, { removing_at: sql`coalesce(known.removing_at, ${at}::bigint)` });
  }

  /** Says that it is removed: nothing is read of it until `resume`. */
  endRemoval(sourceId: string, at: number): Promise<void> {
    return this.#set(sourceId, {
      removed_at: sql`${at}::bigint`,
      removing_at: sql`null::bigint`,
      quarantined_at: sql`null::bigint`,
      quarantine_reason: sql`null::text`,
    });
  }

  /** Lets a paused or removed source be read again. */
  resume(sourceId: string): Promise<void> {
    return this.#set(sourceId, { paused_at: sql`null::bigint`, removed_at: sql`null::bigint` });
  }

  async #set(
    sourceId: string,
    values: Readonly<Record<string, RawBuilder<unknown>>>,
  ): Promise<void> {
    await this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      await new SourceControlTable(inside).#ensure(sourceId);
      const updates = Object.entries(values).map(
        ([name, value]) => sql`${sql.ref(name)} = ${value}`,
      );
      await inside.rows(sql`update source_controls as known set ${sql.join(updates)}
        where source_id = ${sourceId}`);
    });
  }

  async #ensure(sourceId: string): Promise<void> {
    await this.#context.rows(sql`insert into source_controls (source_id)
      values (${checkText(sourceId, 'source_controls.source_id')}) on conflict do nothing`);
  }
}
