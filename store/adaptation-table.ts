import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { checkJson, checkKey } from './values.ts';

/** What is known of each model's adaptation policy in use: one small document a model. */
export class AdaptationTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Null where nothing was noted yet. */
  async of(modelId: string): Promise<Json | null> {
    const [row] = await this.#context.rows(
      sql<{ state: Json }>`select state from adaptation_guards where model_id = ${modelId}`,
    );
    return row?.state ?? null;
  }

  /** Reads and writes a model's document as one step, so that processes do not undo one another. */
  change(modelId: string, change: (state: Json | null) => Json): Promise<void> {
    return this.#context.transaction(async (inside) => {
      const key = checkKey(modelId, 'adaptation_guards.model_id');
      await inside.rows(
        sql`insert into adaptation_guards (model_id) values (${key}) on conflict do nothing`,
      );
      const { state } = await inside.row(
        sql<{ state: Json | null }>`select state from adaptation_guards
          where model_id = ${key} for update`,
      );
      const next = checkJson(change(state), 'adaptation_guards.state');
      await inside.rows(
        sql`update adaptation_guards set state = ${next}::text::jsonb where model_id = ${key}`,
      );
    });
  }
}
