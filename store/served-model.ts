import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';

/** The model that serves; null before the first one does. */
export const SERVING = sql<string | null>`(select model_id from model_promotions
  order by sequence desc limit 1)`;

/** The model that a store speaks of: the one that it was bound to, or the one that serves. */
export function modelOf({ modelId }: StoreContext): RawBuilder<string | null> {
  return modelId === null ? SERVING : sql<string>`${modelId}::text`;
}

/** Whether a row is of that model. Before a model serves there is nothing to tell apart. */
export function isOfModel(
  context: StoreContext,
  column: RawBuilder<unknown> = sql`model_id`,
): RawBuilder<boolean> {
  return sql<boolean>`${column} = coalesce(${modelOf(context)}, ${column})`;
}

/** Whether a row of a model is seen by everybody. */
export function isServed(column: RawBuilder<unknown> = sql`model_id`): RawBuilder<boolean> {
  return sql<boolean>`${column} = coalesce(${SERVING}, ${column})`;
}
