import { type RawBuilder, sql } from 'kysely';
import { members, type Through } from './members.ts';

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
      from ${members(userIds, through)} m join events e on e.user_id = m.member_id
      where m.through is null or e.sequence <= m.through
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
    from ${members(userIds, through)} m join traits t on t.user_id = m.member_id
    where m.through is null or t.sequence <= m.through
    order by m.wanted_id, t.name, t.version desc, t.content_hash desc, t.source_id desc, t.user_id`;
}
