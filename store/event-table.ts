import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { type CurrentHistory, type CurrentOptions, currentHistories } from './current-history.ts';
import { appendEvents } from './event-append.ts';
import { effectiveEvents } from './event-effective.ts';
import { type PackedEvents, packedEvents, unpackEvents } from './event-packing.ts';
import type { EventRow, NewEvent } from './event-row.ts';
import { members, type Through } from './members.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
import { textArray } from './unnest.ts';

const SCAN_BATCH = 200;

/**
 * What users did, append-only. Of the rows of one record part (source, stream, record key, part) of a
 * user the one with the greatest (version, content hash) counts, and none where that one is deleted:
 * so the order of arrival never matters, and any past state can be read again.
 */
export class EventTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Adds events that are not there yet, and one change per touched user, in one transaction.
   * @returns how many were new, and the users (canonical ids) with at least one new row
   * @throws {StoreValueError} for a value that cannot be stored; nothing is stored then
   */
  append(events: readonly NewEvent[]): Promise<{ inserted: number; userIds: string[] }> {
    return appendEvents(this.#context, events);
  }

  /**
   * The events that count, of each user with everything merged into it, by time, then id; of a very long
   * history the newest (`LONGEST_HISTORY`).
   * @param options.throughSequence only what was known at that sequence; a map gives one per user.
   *   `lastSequenceOf` gives the sequence that makes a later reading exact.
   * @param options.modalities only events of these
   * @returns an entry for every id asked for, empty for unknown users
   */
  async ofUsers(
    userIds: readonly string[],
    options: {
      readonly throughSequence?: Through;
      readonly modalities?: readonly string[];
    } = {},
  ): Promise<Map<string, EventRow[]>> {
    const found = new Map<string, EventRow[]>(userIds.map((userId) => [userId, []]));
    if (found.size === 0) return found;
    const rows = await this.#context.rows(
      sql<PackedEvents>`${packedEvents(
        [...found.keys()],
        options.throughSequence,
        options.modalities,
      )}`,
    );
    for (const packed of rows) found.set(packed.wantedId, unpackEvents(packed));
    return found;
  }

  /** All that counts of some users now, with how far it reaches: reading through that gives the same. */
  current(
    userIds: readonly string[],
    options: CurrentOptions = {},
  ): Promise<Map<string, CurrentHistory>> {
    return currentHistories(this.#context, userIds, options);
  }

  /** Events of a user by id, whether or not they still count, by time, then id. */
  async byIds(userId: string, ids: readonly string[]): Promise<EventRow[]> {
    return this.#context.rows(
      sql<EventRow>`select e.user_id as "userId", e.id, e.sequence, e.received_at as "receivedAt",
          e.source_id as "sourceId", e.stream, e.record_key as "recordKey", e.part, e.version,
          e.content_hash as "contentHash", e.modality, e.type, e.at, e.item_id as "itemId",
          e.other_user_id as "otherUserId", e.value, e.attributes, e.deleted
        from events e join users u on u.user_id = e.user_id
        where e.id = any(${textArray(ids)})
          and coalesce(u.merged_into, u.user_id) =
            (select coalesce(merged_into, user_id) from users where user_id = ${userId})
        order by e.at, e.id`,
    );
  }

  /**
   * All rows of the given records of a stream, every version and whoever's they are: what ingest needs
   * to take back the parts that a newer version of a record no longer has.
   */
  async ofRecords(
    sourceId: string,
    stream: string,
    recordKeys: readonly string[],
  ): Promise<EventRow[]> {
    if (recordKeys.length === 0) return [];
    return this.#context.rows(
      sql<EventRow>`select e.user_id as "userId", e.id, e.sequence, e.received_at as "receivedAt",
          e.source_id as "sourceId", e.stream, e.record_key as "recordKey", e.part, e.version,
          e.content_hash as "contentHash", e.modality, e.type, e.at, e.item_id as "itemId",
          e.other_user_id as "otherUserId", e.value, e.attributes, e.deleted
        from events e where e.source_id = ${sourceId} and e.stream = ${stream}
          and e.record_key = any(${textArray(recordKeys)})`,
    );
  }

  /** The events that count, newest first; a very long history ends with the newest of them. */
  async timeline(userId: string, page: KeysetPage): Promise<Page<EventRow>> {
    const found = await readPage(
      this.#context,
      sql<EventRow & { wantedId?: string; isCut?: boolean }>`${effectiveEvents([userId])}`,
      [
        { column: 'at', type: 'bigint', descending: true },
        { column: 'id', type: 'text', descending: true },
      ],
      page,
    );
    for (const { row } of found.rows) {
      delete row.wantedId;
      delete row.isCut;
    }
    return found;
  }

  /** The events that count of all users, in the order of their ids, some users at a time. */
  async *scanUsers(
    options: { readonly batch?: number; readonly throughSequence?: number } = {},
  ): AsyncGenerator<Map<string, EventRow[]>> {
    let last = '';
    for (;;) {
      const users = await this.#context.rows(
        sql<{ userId: string }>`select user_id as "userId" from users
          where merged_into is null and user_id > ${last}
          order by user_id limit ${options.batch ?? SCAN_BATCH}::int`,
      );
      if (users.length === 0) return;
      const ids = users.map(({ userId }) => userId);
      last = ids.at(-1)!;
      const { throughSequence } = options;
      yield await this.ofUsers(ids, throughSequence === undefined ? {} : { throughSequence });
    }
  }

  /** Everybody who ever had an event that leads to one of the users, under any of their ids. */
  async relatedTo(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select distinct coalesce(u.merged_into, u.user_id) as "userId"
        from ${members(userIds)} m
          cross join lateral (
            select e.user_id from events e where e.other_user_id = m.member_id offset 0) related
          cross join lateral (
            select * from users where users.user_id = related.user_id offset 0) u
        order by "userId"`,
    );
    return rows.map(({ userId }) => userId);
  }

  /**
   * The greatest sequence that was drawn. On a server with several writers, one that runs may still
   * commit a lower one: to note what a profile was computed from, use `lastSequenceOf`.
   */
  async lastSequence(): Promise<number> {
    const { sequence } = await this.#context.row(
      sql<{ sequence: number }>`select case when is_called then last_value else 0 end as sequence
        from history_sequence`,
    );
    return sequence;
  }

  /**
   * The greatest sequence of each user's events, traits, merges and removals; 0 where there is none. Writers of
   * one user take turns, so reading through this sequence gives the same rows for ever.
   */
  async lastSequenceOf(userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#context.rows(
      sql<{ userId: string; sequence: number }>`select m.wanted_id as "userId", max(greatest(
          (select max(e.sequence) from events e where e.user_id = m.member_id),
          (select max(t.sequence) from traits t where t.user_id = m.member_id),
          (select max(r.sequence) from user_removals r where r.user_id = m.member_id),
          (select max(g.sequence) from user_merges g where g.user_id = m.member_id), 0)) as sequence
        from ${members(userIds)} m group by m.wanted_id`,
    );
    const found = new Map<string, number>(userIds.map((userId) => [userId, 0]));
    for (const { userId, sequence } of rows) found.set(userId, sequence);
    return found;
  }

  /** How many users there are, and how many events count, in all and in each modality. */
  async counts(): Promise<{ users: number; events: number; perModality: Record<string, number> }> {
    const { users } = await this.#context.row(
      sql<{ users: number }>`select count(*) as users from users where merged_into is null`,
    );
    const rows = await this.#context.rows(
      sql<{ modality: string; events: number }>`select modality, count(*) as events from (
          select distinct on (owner, source_id, stream, record_key, part) modality, deleted
          from (
            select coalesce(u.merged_into, u.user_id) as owner, e.* from events e
            join users u on u.user_id = e.user_id
          ) owned
          order by owner, source_id, stream, record_key, part, version desc, content_hash desc
        ) latest where not deleted group by modality order by modality`,
    );
    return {
      users,
      events: rows.reduce((sum, row) => sum + row.events, 0),
      perModality: Object.fromEntries(rows.map((row) => [row.modality, row.events])),
    };
  }
}
