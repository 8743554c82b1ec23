import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { key, textArray, unnest } from './unnest.ts';

/**
 * Makes the users exist and holds the rows of their canonical identities until the transaction ends,
 * so that the writers of one user take turns: of one user's rows, a lower sequence is then never
 * committed after a higher one, which is what makes as-of replay exact.
 * @returns whether any of the users is made of several identities
 */
export async function lockUsers(
  context: StoreContext,
  userIds: readonly string[],
): Promise<{ merged: boolean }> {
  await context.rows(sql`insert into users (user_id, created_at)
    select user_id, ${context.shared.clock()}::bigint
    from ${unnest('users', userIds, { user_id: key((userId: string) => userId) })}
    order by user_id on conflict do nothing`);
  for (;;) {
    const held = await context.rows(
      sql<{ mergedInto: string | null; joined: boolean }>`select u.merged_into as "mergedInto",
          exists (select 1 from users other where other.merged_into = u.user_id) as joined
        from users u where u.user_id in (
          select coalesce(merged_into, user_id) from users where user_id = any(${textArray(userIds)}))
        order by u.user_id for no key update of u`,
    );
    // A merge that committed while we waited has moved an identity: hold the new one as well.
    if (held.every(({ mergedInto }) => mergedInto === null)) {
      return { merged: held.some(({ joined }) => joined) };
    }
  }
}
