import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { copyText, key, pieces, unnest } from './unnest.ts';

/** Where one message comes again others do: what fails to be copied leaves dead rows behind. */
const CAUTIOUS_BATCHES = 20;

/** Which messages of which source were taken in, for good: the memory of sources that send. */
export class InboxTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Notes messages as taken in; call it first in the transaction that takes them in. Another
   * transaction that brings one of them at the same moment waits for this one.
   * @returns those that were there before
   */
  async admit(sourceId: string, ids: readonly string[]): Promise<Set<string>> {
    const distinct = [...new Set(ids)];
    if (await this.#copy(sourceId, distinct)) return new Set();
    const known = new Set<string>();
    for (const piece of pieces(distinct)) {
      // Nearly all are new, and they need not be sent back.
      const rows = await this.#context.rows(
        sql<{ id: string }>`with added as (
            insert into inbox (source_id, id) select ${sourceId}, id from ${asked(piece)}
            order by id on conflict do nothing returning id
          )
          select id from ${asked(piece)} except select id from added`,
      );
      for (const { id } of rows) known.add(id);
    }
    return known;
  }

  /** Copies ids that are probably new. @returns whether they all were; nothing is written where not */
  async #copy(sourceId: string, ids: readonly string[]): Promise<boolean> {
    const { memory } = this.#context;
    if (!this.#context.canCopy || memory === null || ids.length === 0) return false;
    if (memory.cautious > 0) {
      memory.cautious -= 1;
      return false;
    }
    const columns = { source_id: key((_id: string) => sourceId), id: key((id: string) => id) };
    const text = copyText('inbox', ids, columns);
    const done = (await this.#context.copy('inbox', Object.keys(columns), text)) !== null;
    if (!done) memory.cautious = CAUTIOUS_BATCHES;
    return done;
  }

  /** Forgets what a source sent: sent again it counts anew. */
  async forget(sourceId: string): Promise<void> {
    await this.#context.rows(sql`delete from inbox where source_id = ${sourceId}`);
  }
}

const asked = (ids: readonly string[]) => unnest('inbox', ids, { id: key((id: string) => id) });
