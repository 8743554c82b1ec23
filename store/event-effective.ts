import { type RawBuilder, sql } from 'kysely';
import { members, type Through } from './members.ts';

// `lateral ... offset 0` reads user by user through the key: an embedded database has no statistics
// that would keep the planner from reading the whole table for one user.

/** A SELECT of the events that count, with the user that each was asked for as `wantedId`. */
export function effectiveEvents(
  userIds: readonly string[],
  through?: Through,
): RawBuilder<unknown> {
  return sql`select latest.* from (
      select distinct on (m.wanted_id, e.source_id, e.stream, e.record_key, e.part)
        m.wanted_id as "wantedId", e.user_id as "userId", e.id, e.sequence,
        e.received_at as "receivedAt", e.source_id as "sourceId", e.stream,
        e.record_key as "recordKey", e.part, e.version, e.content_hash as "contentHash",
        e.modality, e.type, e.at, e.item_id as "itemId", e.other_user_id as "otherUserId",
        e.value, e.attributes, e.deleted
      from ${members(userIds, through)} m cross join lateral (
        select * from events where events.user_id = m.member_id
          and (m.through is null or events.sequence <= m.through) offset 0
      ) e
      order by m.wanted_id, e.source_id, e.stream, e.record_key, e.part,
        e.version desc, e.content_hash desc, e.id desc, e.user_id
    ) latest where not latest.deleted`;
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
