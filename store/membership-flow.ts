import { sql } from 'kysely';
import type { StoreContext } from './context.ts';

/** Somebody whose membership of a segment is another one at the end of a time than at its beginning. */
export interface MembershipFlow {
  readonly userId: string;
  readonly change: 'entered' | 'left';
  /** When it last changed, in milliseconds since the epoch. */
  readonly at: number;
  readonly segmentVersion: number;
}

/** How a segment's size came from one number to another. */
export interface MembershipFlows {
  readonly before: number;
  readonly after: number;
  readonly entered: number;
  readonly left: number;
  /** Some of those who entered or left, by user id. */
  readonly users: readonly MembershipFlow[];
}

/** Members at an instant by the history of who entered and left; merged users count as who they are now. */
const lastChange = (
  segmentId: string,
  at: number,
) => sql`select distinct on (user_id) user_id, change
  from membership_history where segment_id = ${segmentId} and at <= ${at}::bigint
    and user_id in (select user_id from users where merged_into is null)
  order by user_id, sequence desc`;

/** See `MembershipTable.flows`. */
export async function membershipFlows(
  context: StoreContext,
  segmentId: string,
  from: number,
  until: number,
  limit: number,
): Promise<MembershipFlows> {
  const [sizes] = await context.rows(
    sql<Omit<MembershipFlows, 'users'>>`with earlier as (${lastChange(segmentId, from)}),
      later as (${lastChange(segmentId, until)}),
      both_ends as (
        select coalesce(earlier.change = 'entered', false) as was,
          coalesce(later.change = 'entered', false) as is_now
        from earlier full join later using (user_id)
      )
      select count(*) filter (where was) as before, count(*) filter (where is_now) as after,
        count(*) filter (where is_now and not was) as entered,
        count(*) filter (where was and not is_now) as "left"
      from both_ends`,
  );
  const users = await context.rows(
    sql<MembershipFlow>`with earlier as (${lastChange(segmentId, from)}),
      later as (
        select distinct on (user_id) user_id, change, at, segment_version from membership_history
        where segment_id = ${segmentId} and at > ${from}::bigint and at <= ${until}::bigint
          and user_id in (select user_id from users where merged_into is null)
        order by user_id, sequence desc
      )
      select later.user_id as "userId", later.change, later.at,
        later.segment_version as "segmentVersion"
      from later left join earlier using (user_id)
      where (later.change = 'entered') <> coalesce(earlier.change = 'entered', false)
      order by later.user_id limit ${limit}::int`,
  );
  return { ...sizes!, users };
}
