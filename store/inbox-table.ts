import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { key, pieces, unnest } from './unnest.ts';

/** Which messages of which source were taken in, for good: the memory of sources that send. */
export class InboxTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Notes messages as taken in; call it first in the transaction that takes them in. Another
   * transaction that brings one of them at the same moment waits for this one.
   * @returns those that were not there before
   */
  async admit(sourceId: string, ids: readonly string[]): Promise<Set<string>> {
    const fresh = new Set<string>();
    for (const piece of pieces([...new Set(ids)])) {
      const rows = await this.#context.rows(
        sql<{ id: string }>`insert into inbox (source_id, id)
          select ${sourceId}, id from ${unnest('inbox', piece, { id: key((id: string) => id) })}
          order by id on conflict do nothing returning id`,
      );
      for (const { id } of rows) fresh.add(id);
    }
    return fresh;
  }

  /** Forgets what a source sent: sent again it counts anew. */
  async forget(sourceId: string): Promise<void> {
    await this.#context.rows(sql`delete from inbox where source_id = ${sourceId}`);
  }
}
