import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { LONGEST_HISTORY } from './event-effective.ts';
import { isOfModel } from './served-model.ts';
import { textArray } from './unnest.ts';

/** One user as `plainHistories` reads them. */
export interface PlainHistory {
  readonly userId: string;
  /** Whether every row counts as it stands; otherwise only the user's id is of use. */
  readonly isPlain: boolean;
  readonly throughSequence: number;
  /** A JSON list of the events, in no order; null for none. */
  readonly events: string | null;
  /** Where histories are remembered: the hash of each event's record, with spaces between; null for none. */
  readonly records: string | null;
  /** A JSON object; null for none. */
  readonly traits: string | null;
  /**
   * The modality of each event that the user's profile has not seen, with a space between; null where there
   * is none, and where there is no profile or more than events is new.
   */
  readonly news: string | null;
}

/**
 * A SELECT of users' histories that finds out, while it reads them, whether anything has to be decided:
 * nearly nobody has several ids, versions of one record, deleted events or a history that is cut. To
 * decide that for everybody takes twice as long as to read them.
 */
export function plainHistories(
  context: StoreContext,
  userIds: readonly string[],
): RawBuilder<PlainHistory> {
  // Only who remembers histories asks, and such a database knows the function.
  const records = context.learns
    ? sql`string_agg(crc32(convert_to(concat_ws(E'\u0001', source_id, stream, record_key, part), 'UTF8'))::text, ' ')`
    : sql`null`;
  // `lateral ... offset 0`: see `effectiveEvents`.
  return sql<PlainHistory>`select u.user_id as "userId",
      u.merged_into is null and e.read < ${LONGEST_HISTORY}::int and e.records = e.read
        and not coalesce(e.deleted, false)
        and (select other.user_id from users other where other.merged_into = u.user_id limit 1) is null
        and (select m.user_id from user_merges m where m.user_id = u.user_id limit 1) is null as "isPlain",
      greatest(e.last, t.last,
        (select max(r.sequence) from user_removals r where r.user_id = u.user_id), 0)
        as "throughSequence", e.events, e.identities as records, t.traits,
      case when p.seen >= greatest(t.last, (select max(r.sequence) from user_removals r
        where r.user_id = u.user_id)) is not false then e.news end as news
    from unnest(${textArray(userIds)}) wanted (user_id)
    cross join lateral (select * from users where users.user_id = wanted.user_id offset 0) u
    left join lateral (
      select through_sequence as seen from profiles where profiles.user_id = u.user_id
        and ${isOfModel(context)} limit 1
    ) p on true
    cross join lateral (
      select json_agg(json_build_array(id, modality, type, at, item_id, other_user_id, value,
          attributes))::text as events, count(*) as read,
        count(distinct hash_record_extended((source_id, stream, record_key, part), 0)) as records,
        ${records} as identities, bool_or(deleted) as deleted, max(sequence) as last,
        string_agg(modality, ' ') filter (where sequence > p.seen) as news
      from (select * from events where events.user_id = u.user_id
        limit ${LONGEST_HISTORY}::int) own offset 0
    ) e
    cross join lateral (
      select json_object_agg(name, value)::text as traits, max(last) as last from (
        select distinct on (name) name, value, max(sequence) over () as last
        from traits where traits.user_id = u.user_id
        order by name, version desc, content_hash desc, source_id desc
      ) own offset 0
    ) t`;
}
