import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { isOfModel } from './served-model.ts';
import { textArray } from './unnest.ts';

/** Whose profiles a transaction writes, and by whose it judges as they are. */
export interface Holding {
  readonly write: readonly string[];
  readonly read: readonly string[];
}

interface Attempt {
  /** JSON lists of user ids: those who are there, those without a profile that is read, and what could be held. */
  readonly there: string;
  readonly absent: string;
  readonly shared: string;
  readonly alone: string;
  /** Of profiles that could not be held. */
  readonly busy: string;
}

/**
 * Holds users and their profiles until the surrounding transaction ends: nobody takes the users away,
 * profiles that are read stay as they are, and nobody else writes those that are written. Where there is
 * no profile to be read yet, the user is held so that nobody writes a first one.
 *
 * All of it or nothing: whoever waited for one while holding another could wait for somebody who waits
 * for that one. What else is written of users later in the transaction is of those that are held here.
 * @returns the users who are there
 */
export async function holdProfiles(context: StoreContext, holding: Holding): Promise<Set<string>> {
  for (;;) {
    await context.rows(sql`savepoint held`);
    const { there, busy } = await attempt(context, holding);
    if (busy === null) {
      await context.rows(sql`release savepoint held`);
      return there;
    }
    await context.rows(sql`rollback to savepoint held`);
    await context.rows(waitFor(context, busy));
    await context.rows(sql`rollback to savepoint held`);
    await context.rows(sql`release savepoint held`);
  }
}

/** What keeps a user from being held: the way in which it would be. */
interface Busy {
  readonly userId: string;
  readonly how: 'shared' | 'alone' | 'profile';
}

async function attempt(
  context: StoreContext,
  { write, read }: Holding,
): Promise<{ there: Set<string>; busy: Busy | null }> {
  const all = textArray([...new Set([...write, ...read])]);
  const ours = isOfModel(context, sql`profiles.model_id`);
  const list = (of: string) =>
    sql`(select coalesce(json_agg(user_id order by user_id), '[]')::text from ${sql.table(of)})`;
  const found = await context.row(sql<Attempt>`with there as materialized (
      select user_id from users where user_id = any(${all})
    ), shared as materialized (
      select user_id from users where user_id = any(${all}) order by user_id
      for key share skip locked
    ), absent as materialized (
      select user_id from there where user_id = any(${textArray(read)}) and not exists (
        select 1 from profiles where profiles.user_id = there.user_id and ${ours})
    ), alone as materialized (
      select user_id from users where user_id in (select user_id from absent) order by user_id
      for update skip locked
    ), known as materialized (
      select user_id, model_id from profiles where user_id = any(${all}) and ${ours}
    ), written as materialized (
      select user_id, model_id from profiles where user_id = any(${textArray(write)}) and ${ours}
      order by user_id, model_id for no key update of profiles skip locked
    ), seen as materialized (
      select user_id, model_id from profiles where user_id = any(${textArray(read)}) and ${ours}
      order by user_id, model_id for share of profiles skip locked
    ), busy as materialized (
      select user_id from known where user_id = any(${textArray(write)})
        and (user_id, model_id) not in (select user_id, model_id from written)
      union select user_id from known where user_id = any(${textArray(read)})
        and (user_id, model_id) not in (select user_id, model_id from seen)
    )
    select ${list('there')} as there, ${list('absent')} as absent, ${list('shared')} as shared,
      ${list('alone')} as alone, ${list('busy')} as busy`);
  const users = (text: string) => JSON.parse(text) as string[];
  const there = new Set(users(found.there));
  const first = (wanted: Iterable<string>, held: string, how: Busy['how']): Busy | null => {
    const got = new Set(users(held));
    for (const userId of wanted) if (!got.has(userId)) return { userId, how };
    return null;
  };
  const [profile] = users(found.busy);
  const busy =
    first(there, found.shared, 'shared') ??
    first(users(found.absent), found.alone, 'alone') ??
    (profile === undefined ? null : ({ userId: profile, how: 'profile' } as const));
  return { there, busy };
}

/** Waits while nothing is held that anybody could wait for. */
function waitFor(context: StoreContext, { userId, how }: Busy) {
  if (how === 'shared') {
    return sql`select 1 from users where user_id = ${userId} for key share`;
  }
  if (how === 'alone') return sql`select 1 from users where user_id = ${userId} for update`;
  return sql`select 1 from profiles where user_id = ${userId}
    and ${isOfModel(context, sql`profiles.model_id`)} for no key update of profiles`;
}
