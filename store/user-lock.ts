import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { refuseErased } from './erased-ids.ts';
import type { Identity } from './memory.ts';
import { key, textArray, unnest } from './unnest.ts';

/**
 * Makes the users exist and holds the rows of their canonical identities until the transaction ends,
 * so that the writers of one user take turns: of one user's rows, a lower sequence is then never
 * committed after a higher one, which is what makes as-of replay exact.
 * @returns what each of the ids stands for
 */
export async function lockUsers(
  context: StoreContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Identity>> {
  if (context.shared.kind === 'embedded') return makeSure(context, userIds);
  for (;;) {
    const held = await context.rows(
      sql<Identity & { asked: string; mergedInto: string | null }>`
        select me.user_id as asked, u.user_id as root, u.merged_into as "mergedInto",
          ${IS_JOINED} as joined
        from ${rootsOf(userIds)} order by u.user_id for no key update of u`,
    );
    const found = new Map(held.map(({ asked, root, joined }) => [asked, { root, joined }]));
    const absent = userIds.filter((userId) => !found.has(userId));
    if (absent.length > 0) {
      await makeUsers(context, absent);
      await refuseErased(context, absent);
      continue;
    }
    // A merge that committed while we waited has moved an identity: hold the new one as well.
    if (held.every(({ mergedInto }) => mergedInto === null)) return found;
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
): Promise<ReadonlyMap<string, Identity>> {
  const { memory } = context;
  const found = new Map<string, Identity>();
  const unsure = userIds.filter((userId) => {
    const identity = memory?.identityOf(userId);
    if (identity !== undefined) found.set(userId, identity);
    return identity === undefined;
  });
  if (unsure.length === 0) return found;
  const { packed } = await context.row(
    sql<{ packed: string }>`select coalesce(json_agg(json_build_array(me.user_id, u.user_id,
        ${IS_JOINED})), '[]')::text as packed from ${rootsOf(unsure)}`,
  );
  const read = new Map<string, Identity>();
  for (const [userId, root, joined] of JSON.parse(packed) as [string, string, boolean][]) {
    read.set(userId, { root, joined });
  }
  const absent = unsure.filter((userId) => !read.has(userId));
  if (absent.length > 0) await makeUsers(context, absent);
  for (const userId of absent) read.set(userId, { root: userId, joined: false });
  context.learn((known) => {
    for (const [userId, identity] of read) known.learnIdentity(userId, identity);
  });
  for (const [userId, identity] of read) found.set(userId, identity);
  return found;
}

async function makeUsers(context: StoreContext, userIds: readonly string[]): Promise<void> {
  await context.rows(sql`insert into users (user_id, created_at)
    select user_id, ${context.shared.clock()}::bigint
    from ${unnest('users', userIds, { user_id: key((userId: string) => userId) })}
    order by user_id on conflict do nothing`);
}
