import { type RawBuilder, sql } from 'kysely';

/**
 * The condition for "after this sequence" in a feed that several transactions write at once: sequences
 * are drawn before they are committed, so a higher one can be seen before a lower one is. The feed's
 * order is therefore (transaction, sequence), of transactions older than every running one; a
 * sequence stands for its row's place in that order.
 */
export function afterSequence(
  table: 'profile_history' | 'membership_history',
  sequence: number,
): RawBuilder<boolean> {
  const rows = sql.table(table);
  return sql<boolean>`transaction < pg_snapshot_xmin(pg_current_snapshot())
    and (transaction, sequence) > (coalesce((
      select known.transaction from ${rows} known
      where known.sequence <= ${sequence}::bigint order by known.sequence desc limit 1
    ), '0'::xid8), ${sequence}::bigint)`;
}
