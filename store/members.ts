import { type RawBuilder, sql } from 'kysely';
import { integer, key, textArray, unnest } from './unnest.ts';

/** Up to which sequence to read: for all users, or one for each. */
export type Through = number | ReadonlyMap<string, number>;

// `lateral ... offset 0` looks each user up: without statistics the planner would read everybody instead.

/**
 * A table expression `members(wanted_id, root_id, member_id, through)`: whose rows make up each user
 * that is asked for, now or as of a sequence. `root_id` is the identity that they all merged into.
 */
export function members(userIds: readonly string[], through?: Through): RawBuilder<unknown> {
  if (through === undefined) {
    return sql`(with now as (
      select user_id as wanted_id, coalesce(merged_into, user_id) as root_id
      from users where user_id = any(${textArray(userIds)})
    )
    select wanted_id, root_id, root_id as member_id, null::bigint as through from now
    union all
    select now.wanted_id, now.root_id, u.user_id, null
    from now cross join lateral (
      select user_id from users where merged_into = now.root_id offset 0
    ) u)`;
  }
  const asked = userIds.map((userId) => ({
    userId,
    through: typeof through === 'number' ? through : (through.get(userId) ?? 0),
  }));
  const input = unnest('users', asked, {
    wanted_id: key((row) => row.userId),
    through: integer((row) => row.through),
  });
  return sql`(with past as (
      select input.wanted_id, input.through, coalesce((
        select m.user_id from user_merges m
        where m.merged_id = input.wanted_id and m.sequence <= input.through
        order by m.sequence desc, m.user_id limit 1
      ), input.wanted_id) as root_id
      from ${input}
    )
    select wanted_id, root_id, root_id as member_id, through from past
    union
    select past.wanted_id, past.root_id, m.merged_id, past.through
    from past join user_merges m on m.user_id = past.root_id and m.sequence <= past.through)`;
}
