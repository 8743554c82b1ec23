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
  if (context.shared.kind === 'embedded') return makeSure(context, userIds);
  for (;;) {
    const held = await context.rows(
      sql<{ asked: string; mergedInto: string | null; joined: boolean }>`
        select me.user_id as asked, u.merged_into as "mergedInto", ${IS_JOINED} as joined
        from ${rootsOf(userIds)} order by u.user_id for no key update of u`,
    );
    const there = new Set(held.map(({ asked }) => asked));
    const absent = userIds.filter((userId) => !there.has(userId));
    if (absent.length > 0) {
      await makeUsers(context, absent);
      continue;
    }
    // A merge that committed while we waited has moved an identity: hold the new one as well.
    if (held.every(({ mergedInto }) => mergedInto === null)) {
      return { merged: held.some(({ joined }) => joined) };
    }
  }
}

const rootsOf = (userIds: readonly string[]) => sql`users me
  join users u on u.user_id = coalesce(me.merged_into, me.user_id)
  where me.user_id = any(${textArray(userIds)})`;
const IS_JOINED = sql`exists (select 1 from users other where other.merged_into = u.user_id)`;

/** The embedded store runs one transaction at a time: there is nobody to take turns with. */
async function makeSure(
  context: StoreContext,
  userIds: readonly string[],
): Promise<{ merged: boolean }> {
  const { there, merged } = await context.row(
    sql<{ there: number; merged: boolean }>`select count(*) as there,
      coalesce(bool_or(${IS_JOINED}), false) as merged from ${rootsOf(userIds)}`,
  );
  if (there < userIds.length) await makeUsers(context, userIds);
  return { merged };
}

async function makeUsers(context: StoreContext, userIds: readonly string[]): Promise<void> {
  await context.rows(sql`insert into users (user_id, created_at)
    select user_id, ${context.shared.clock()}::bigint
    from ${unnest('users', userIds, { user_id: key((userId: string) => userId) })}
    order by user_id on conflict do nothing`);
}
