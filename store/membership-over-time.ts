import { sql } from 'kysely';
import { binaryArray } from './binary-array.ts';
import type { StoreContext } from './context.ts';

/** How large a segment was at an instant. */
export interface SegmentSize {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly members: number;
}

/** Users who went between a segment and another one. */
export interface SegmentExchange {
  readonly segmentId: string;
  /** Who is in the segment and not in the other at the end, and was the other way round at the beginning. */
  readonly entered: number;
  /** The same in the other direction. */
  readonly left: number;
}

/** Users count as who they are now: what was merged into somebody is nobody of its own. */
const LIVING = sql`user_id in (select user_id from users where merged_into is null)`;

/** See `MembershipTable.sizes`. */
export async function segmentSizes(
  context: StoreContext,
  segmentId: string,
  instants: readonly number[],
): Promise<SegmentSize[]> {
  return context.rows(
    sql<SegmentSize>`with spans as (
        select change, at, lead(at) over (partition by user_id order by sequence) as until
        from membership_history where segment_id = ${segmentId} and ${LIVING}
      )
      select instant.at, count(spans.at) as members
      from unnest(${binaryArray('bigint', instants.map(String))}::bigint[]) as instant (at)
      left join spans on spans.change = 'entered' and spans.at <= instant.at
        and (spans.until is null or spans.until > instant.at)
      group by instant.at order by instant.at`,
  );
}

/** See `MembershipTable.exchanges`. */
export async function segmentExchanges(
  context: StoreContext,
  segmentId: string,
  from: number,
  until: number,
): Promise<SegmentExchange[]> {
  const state = (at: number) => sql`select distinct on (user_id, segment_id) user_id, segment_id,
      change = 'entered' as member
    from membership_history where user_id in (select user_id from touched) and at <= ${at}::bigint
    order by user_id, segment_id, sequence desc`;
  return context.rows(
    sql<SegmentExchange>`with touched as (
        select distinct user_id from membership_history
        where segment_id = ${segmentId} and at > ${from}::bigint and at <= ${until}::bigint
          and ${LIVING}
      ), earlier as (${state(from)}), later as (${state(until)}),
      moved as (
        select user_id, segment_id, coalesce(earlier.member, false) as was,
          coalesce(later.member, false) as is_now
        from earlier full join later using (user_id, segment_id)
        where coalesce(earlier.member, false) <> coalesce(later.member, false)
      )
      select other.segment_id as "segmentId",
        count(*) filter (where own.is_now and other.was) as entered,
        count(*) filter (where own.was and other.is_now) as "left"
      from moved own join moved other using (user_id)
      where own.segment_id = ${segmentId} and other.segment_id <> own.segment_id
        and own.is_now = other.was
      group by other.segment_id order by count(*) desc, other.segment_id`,
  );
}
