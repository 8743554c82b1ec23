import { type RawBuilder, sql } from 'kysely';
import { members, type Through } from './members.ts';

/**
 * So many of the newest rows under each id of a user are read: what somebody's program leaves in a year
 * must fill neither the memory nor the time that others wait.
 */
export const LONGEST_HISTORY = 10_000;

// `lateral ... offset 0` reads user by user through the key: an embedded database has no statistics
// that would keep the planner from reading the whole table for one user.

/**
 * A SELECT of the events that count, with the user that each was asked for as `wantedId`, and whether
 * older ones of the user are left out as `isCut`. Which version of a record counts is decided among all
 * rows: of a history that is cut the rows left out are asked for a newer one.
 */
export function effectiveEvents(
  userIds: readonly string[],
  through?: Through,
): RawBuilder<unknown> {
  return sql`with whose as (select * from ${members(userIds, through)} named)
    select latest.* from (
      select distinct on (m.wanted_id, e.source_id, e.stream, e.record_key, e.part)
        m.wanted_id as "wantedId", e.user_id as "userId", e.id, e.sequence,
        e.received_at as "receivedAt", e.source_id as "sourceId", e.stream,
        e.record_key as "recordKey", e.part, e.version, e.content_hash as "contentHash",
        e.modality, e.type, e.at, e.item_id as "itemId", e.other_user_id as "otherUserId",
        e.value, e.attributes, e.deleted, e.read = ${LONGEST_HISTORY}::int as "isCut"
      from whose m cross join lateral (
        select *, count(*) over () as read from (
          select * from events where events.user_id = m.member_id
            and (m.through is null or events.sequence <= m.through)
          order by at desc, id desc limit ${LONGEST_HISTORY}::int
        ) newest offset 0
      ) e
      order by m.wanted_id, e.source_id, e.stream, e.record_key, e.part,
        e.version desc, e.content_hash desc, e.id desc, e.user_id
    ) latest where not latest.deleted and not (latest."isCut" and ${isSuperseded()})`;
}

/** Whether a row of `latest` has a newer version anywhere, of the same user as far as is read. */
function isSuperseded(): RawBuilder<boolean> {
  return sql`exists (
    select 1 from (
      select * from events where events.source_id = latest."sourceId"
        and events.stream = latest.stream and events.record_key = latest."recordKey" offset 0
    ) newer join whose m on m.member_id = newer.user_id and m.wanted_id = latest."wantedId"
    where newer.part = latest.part and (m.through is null or newer.sequence <= m.through)
      and (newer.version, newer.content_hash, newer.id) >
        (latest.version, latest."contentHash", latest.id))`;
}

/** A SELECT of the traits that count: `wantedId`, `name`, `value`. */
export function effectiveTraits(
  userIds: readonly string[],
  through?: Through,
): RawBuilder<unknown> {
  return sql`select distinct on (m.wanted_id, t.name) m.wanted_id as "wantedId", t.name, t.value
    from ${members(userIds, through)} m cross join lateral (
      select * from traits where traits.user_id = m.member_id
        and (m.through is null or traits.sequence <= m.through) offset 0
    ) t
    order by m.wanted_id, t.name, t.version desc, t.content_hash desc, t.source_id desc, t.user_id`;
}
