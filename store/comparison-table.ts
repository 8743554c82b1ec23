import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { textArray } from './unnest.ts';
import { checkJson } from './values.ts';

/** How models that do not serve did on live traffic beside the one that does. */
export class ComparisonTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Notes users as compared. @returns those who were not before */
  async claim(
    candidateId: string,
    servingId: string,
    userIds: readonly string[],
  ): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`insert into model_comparison_users (candidate_id, serving_id, user_id)
        select ${candidateId}, ${servingId}, user_id from unnest(${textArray(userIds)}) as user_id
        order by user_id on conflict do nothing returning user_id as "userId"`,
    );
    return rows.map(({ userId }) => userId);
  }

  /** Null where nothing was compared yet. */
  async of(candidateId: string, servingId: string): Promise<Json | null> {
    const [row] = await this.#context.rows(
      sql<{ state: Json }>`select state from model_comparisons
        where candidate_id = ${candidateId} and serving_id = ${servingId}`,
    );
    return row?.state ?? null;
  }

  /** Reads and writes a comparison as one step, so that processes do not undo one another. */
  change(
    candidateId: string,
    servingId: string,
    change: (state: Json | null) => Json,
  ): Promise<void> {
    return this.#context.transaction(async (inside) => {
      const pair = sql`candidate_id = ${candidateId} and serving_id = ${servingId}`;
      await inside.rows(sql`insert into model_comparisons (candidate_id, serving_id)
        values (${candidateId}, ${servingId}) on conflict do nothing`);
      const { state } = await inside.row(
        sql<{ state: Json | null }>`select state from model_comparisons where ${pair} for update`,
      );
      const next = checkJson(change(state), 'model_comparisons.state');
      await inside.rows(
        sql`update model_comparisons set state = ${next}::text::jsonb where ${pair}`,
      );
    });
  }
}
