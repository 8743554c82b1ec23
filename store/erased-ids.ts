import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { ErasedMeanwhileError } from './errors.ts';
import { textArray } from './unnest.ts';
import type { ExternalId } from './user-resolve.ts';

/** What one can know somebody by: what a source calls them, the id that they had here, or a bare value. */
export type Trace =
  | { readonly externalId: ExternalId }
  | { readonly userId: string }
  | { readonly value: string };

/**
 * Which of the traces belong to somebody who was erased. Only keyed hashes of their ids are kept, so
 * whoever looks has to know the id already.
 * @returns the erasure of each trace that was found, by its place in the list
 */
export async function erasedAmong(
  context: StoreContext,
  traces: readonly Trace[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  if (traces.length === 0 || !(await anybodyErased(context))) return found;
  const hashes = await hashesOf(context, traces);
  const rows = await context.rows(
    sql<{ hash: string; erasureId: string }>`select hash, erasure_id as "erasureId"
      from erased_ids where hash = any(${textArray([...new Set(hashes)])})`,
  );
  const erasureOf = new Map(rows.map(({ hash, erasureId }) => [hash, erasureId]));
  hashes.forEach((hash, place) => {
    const erasureId = erasureOf.get(hash);
    if (erasureId !== undefined) found.set(place, erasureId);
  });
  return found;
}

/** Notes that nobody by these traces is to be known here again. */
export async function noteErased(
  context: StoreContext,
  erasureId: string,
  traces: readonly Trace[],
): Promise<void> {
  context.forgetAnswers();
  const hashes = [...new Set(await hashesOf(context, traces))].sort();
  await context.rows(sql`insert into erased_ids (hash, erasure_id)
    select hash, ${erasureId} from unnest(${textArray(hashes)}) as hash
    on conflict (hash) do update set erasure_id = excluded.erasure_id`);
}

/**
 * Ends a transaction that has just made a user who was erased while it ran; done again, it knows better.
 * Where one process alone writes, what it asked at the beginning of the transaction still holds.
 */
export async function refuseErased(
  context: StoreContext,
  userIds: readonly string[],
): Promise<void> {
  if (context.shared.kind === 'embedded') return;
  const found = await erasedAmong(
    context,
    userIds.map((userId) => ({ userId })),
  );
  if (found.size > 0) throw new ErasedMeanwhileError();
}

/** Asked with every batch, so it must cost nothing where nobody ever was. */
export function anybodyErased(context: StoreContext): Promise<boolean> {
  return context.remembered('whether anybody was erased', async () => {
    const { any } = await context.row(
      sql<{ any: boolean }>`select exists (select 1 from erased_ids) as any`,
    );
    return any;
  });
}

async function hashesOf(context: StoreContext, traces: readonly Trace[]): Promise<string[]> {
  const { key } = await context.row(sql<{ key: string }>`select key from erasure_key`);
  return traces.map((trace) => createHmac('sha256', key).update(textOf(trace)).digest('hex'));
}

function textOf(trace: Trace): string {
  if ('userId' in trace) return `user\0${trace.userId}`;
  if ('value' in trace) return `value\0${trace.value}`;
  return `id\0${trace.externalId.kind}\0${trace.externalId.value}`;
}
