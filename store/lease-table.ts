import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { checkKey } from './values.ts';

/** The database's own clock: those of several machines need not agree. */
const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Work that one process at a time may do. It is a process's own as long as it says so again and again. */
export class LeaseTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Takes a piece of work, or keeps it.
   * @param keepMs how long it stays one's own without being taken again
   * @returns false where it is another's
   */
  async take(work: string, owner: string, keepMs: number): Promise<boolean> {
    const taken = await this.#context.rows(
      sql`insert into leases as held (work, owner, held_until)
        values (${checkKey(work, 'leases.work')}, ${checkKey(owner, 'leases.owner')},
          ${NOW} + ${keepMs}::bigint)
        on conflict (work) do update
          set owner = excluded.owner, held_until = excluded.held_until
          where held.owner = excluded.owner or held.held_until < ${NOW}
        returning 1`,
    );
    return taken.length > 0;
  }

  /** Gives it back, for others to have it at once. */
  async giveBack(work: string, owner: string): Promise<void> {
    await this.#context.rows(sql`delete from leases where work = ${work} and owner = ${owner}`);
  }
}
