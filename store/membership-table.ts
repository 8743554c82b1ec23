import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { HistoryFeed } from './history-feed.ts';
import { type MembershipFlows, membershipFlows } from './membership-flow.ts';
import {
  type SegmentExchange,
  type SegmentSize,
  segmentExchanges,
  segmentSizes,
} from './membership-over-time.ts';
import { replaceMemberships } from './membership-replace.ts';
import type {
  MembershipChange,
  MembershipRow,
  NewMembership,
  StandingVerdict,
} from './membership-row.ts';
import { type KeysetPage, mapPage, type Page, readPage } from './page.ts';
import { isOfModel, isServed } from './served-model.ts';
import { textArray } from './unnest.ts';

const SELECT = sql`select user_id as "userId", segment_id as "segmentId",
  segment_version as "segmentVersion", member, verdict, score, proof, since,
  valid_until as "validUntil", at from memberships`;
const HISTORY = sql`user_id as "userId", segment_id as "segmentId",
  segment_version as "segmentVersion", change, score, at`;
const SELECT_HISTORY = sql`select sequence, ${HISTORY} from membership_history`;

/** A member who was drawn. */
export type Drawn = Pick<MembershipRow, 'userId' | 'score'>;

/** Who is in which segment, with the proof, and who entered and left when. */
export class MembershipTable {
  /** Who entered and left any segment, as it happens. */
  readonly feed: HistoryFeed<MembershipChange>;
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
    this.feed = new HistoryFeed(context, {
      table: 'membership_history',
      columns: HISTORY,
      at: 'at',
      // Of what is forgotten the last change of each user and segment stays: who was in at any later
      // instant is counted by it.
      keep: sql<boolean>`not exists (select 1 from membership_history later, feed_floors floor
        where later.user_id = known.user_id and later.segment_id = known.segment_id
          and later.sequence > known.sequence and floor.feed = 'membership_history'
          and (later.transaction, later.sequence) <= (floor.transaction, floor.sequence))`,
    });
  }

  /**
   * Stores verdicts in place of the earlier ones, in one transaction; of several on one user and
   * segment the last counts.
   * @returns who entered and who left by it, in no particular order
   */
  replace(memberships: readonly NewMembership[]): Promise<MembershipChange[]> {
    return replaceMemberships(this.#context, memberships);
  }

  /**
   * Holds the verdicts on users until the surrounding transaction ends: of two who judge the same users,
   * the later one sees all that the earlier one went by.
   */
  async hold(userIds: readonly string[]): Promise<void> {
    // The embedded store runs one transaction at a time.
    if (this.#context.shared.kind === 'embedded') return;
    await this.#context.rows(sql`select 1 from memberships where user_id = any(${textArray(userIds)})
      order by user_id, segment_id, model_id for no key update`);
  }

  /** All verdicts on each user, non-members included, by segment id. */
  async ofUsers(userIds: readonly string[]): Promise<Map<string, MembershipRow[]>> {
    const found = new Map<string, MembershipRow[]>(userIds.map((userId) => [userId, []]));
    const rows = await this.#context.rows(
      sql<MembershipRow>`${SELECT} where user_id = any(${textArray(userIds)}) and ${this.#ours}
        order by user_id, segment_id`,
    );
    for (const row of rows) found.get(row.userId)!.push(row);
    return found;
  }

  /** The verdicts on some users and segments that hold at an instant (milliseconds) if nothing has happened. */
  standing(
    userIds: readonly string[],
    segmentIds: readonly string[],
    now: number,
  ): Promise<StandingVerdict[]> {
    return this.#context.rows(
      sql<StandingVerdict>`select user_id as "userId", segment_id as "segmentId",
          segment_version as "segmentVersion", verdict, valid_until as "validUntil"
        from memberships where user_id = any(${textArray(userIds)})
          and segment_id = any(${textArray(segmentIds)}) and ${this.#ours}
          and (valid_until is null or valid_until > ${now}::bigint)`,
    );
  }

  /** The members of a segment, highest score first (those without a score last), then by user id. */
  async members(segmentId: string, page: KeysetPage): Promise<Page<MembershipRow>> {
    type Ranked = MembershipRow & { rank?: number };
    const found = await readPage(
      this.#context,
      sql<Ranked>`select user_id as "userId", segment_id as "segmentId",
          segment_version as "segmentVersion", member, verdict, score, proof, since,
          valid_until as "validUntil", at, coalesce(score, '-Infinity'::float8) as rank
        from memberships where segment_id = ${segmentId} and member and ${this.#ours}`,
      [
        { column: 'rank', type: 'float8', descending: true },
        { column: 'userId', type: 'text' },
      ],
      page,
    );
    return mapPage(found, ({ rank: _rank, ...row }) => row);
  }

  /** How many members each segment has; 0 for one without. */
  async count(segmentIds: readonly string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>(segmentIds.map((id) => [id, 0]));
    const rows = await this.#context.rows(
      sql<{ segmentId: string; members: number }>`select segment_id as "segmentId",
          count(*) as members
        from memberships where member and segment_id = any(${textArray(segmentIds)})
          and ${this.#ours}
        group by segment_id`,
    );
    for (const { segmentId, members } of rows) found.set(segmentId, members);
    return found;
  }

  /** How many of the users each segment has, by segment id; segments without any are left out. */
  async countAmong(userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#context.rows(
      sql<{ segmentId: string; members: number }>`select segment_id as "segmentId",
          count(*) as members
        from memberships where member and user_id = any(${textArray(userIds)}) and ${this.#ours}
        group by segment_id order by segment_id`,
    );
    return new Map(rows.map(({ segmentId, members }) => [segmentId, members]));
  }

  /** The latest verdict on a user and a segment; null where nobody has judged yet. */
  async get(userId: string, segmentId: string): Promise<MembershipRow | null> {
    const [row] = await this.#context.rows(
      sql<MembershipRow>`${SELECT} where user_id = ${userId} and segment_id = ${segmentId}
        and ${this.#ours}`,
    );
    return row ?? null;
  }

  /** Verdicts that hold no longer at an instant, those of the earliest hours first. */
  dueBefore(now: number, limit: number): Promise<MembershipRow[]> {
    return this.#context.rows(
      // By the hour, which has an index. From the first one on: a planner without
      // statistics takes a range for little, and would read the verdicts of everybody where it is open.
      sql<MembershipRow>`${SELECT}
        where due_hour between '-9223372036854775808'::bigint and ${now}::bigint / 3600000
          and valid_until <= ${now}::bigint and ${this.#ours}
        order by due_hour limit ${limit}::int`,
    );
  }

  /** Who entered and left a segment, newest first; of one user or of all. */
  history(
    userId: string | null,
    segmentId: string,
    page: KeysetPage,
  ): Promise<Page<MembershipChange>> {
    const whose = userId === null ? sql`true` : sql`user_id = ${userId}`;
    return readPage(
      this.#context,
      sql<MembershipChange>`${SELECT_HISTORY} where segment_id = ${segmentId} and ${whose}`,
      [{ column: 'sequence', type: 'bigint', descending: true }],
      page,
    );
  }

  /**
   * How a segment's size came from what it was at one instant to what it was at a later one.
   * @param limit how many of those who entered or left are named
   */
  flows(segmentId: string, from: number, until: number, limit: number): Promise<MembershipFlows> {
    return membershipFlows(this.#context, segmentId, from, until, limit);
  }

  /** How many members a segment had at each of some instants (milliseconds), in their order. */
  sizes(segmentId: string, instants: readonly number[]): Promise<SegmentSize[]> {
    return segmentSizes(this.#context, segmentId, instants);
  }

  /** Between which segments users went between two instants, the busiest first; none that stood still. */
  exchanges(segmentId: string, from: number, until: number): Promise<SegmentExchange[]> {
    return segmentExchanges(this.#context, segmentId, from, until);
  }

  /**
   * Some members of a segment with their scores: all, or as many as are asked for, drawn by a hash of
   * their ids. Of a smaller draw every user is in a larger one too.
   */
  draw(segmentId: string, count: number): Promise<Drawn[]> {
    return this.#context.rows(
      sql<Drawn>`select user_id as "userId", score from memberships
        where segment_id = ${segmentId} and member and ${this.#ours}
        order by md5(user_id) collate "C" limit ${count}::int`,
    );
  }

  /** The segments that users are in, without the proofs; users in none are left out. */
  async segmentsOf(userIds: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
    const rows = await this.#context.rows(
      sql<{ userId: string; segmentIds: string[] }>`select user_id as "userId",
          jsonb_agg(segment_id) as "segmentIds"
        from memberships where member and user_id = any(${textArray(userIds)}) and ${this.#ours}
        group by user_id`,
    );
    return new Map(rows.map(({ userId, segmentIds }) => [userId, new Set(segmentIds)]));
  }

  /**
   * Takes away all current verdicts on a segment; its history stays. Those of other models stay as well
   * where these have a version of the segment that is their own.
   */
  async removeSegment(segmentId: string): Promise<void> {
    await this.#context.rows(sql`delete from memberships where segment_id = ${segmentId}
      and (${this.#ours} or not exists (select 1 from model_segments own
        where own.id = segment_id and own.model_id = memberships.model_id))`);
  }

  /** Takes away all current verdicts on users, for example of identities that were merged: they leave. */
  async removeUsers(userIds: readonly string[]): Promise<void> {
    const them = sql`user_id = any(${textArray(userIds)})`;
    await this.#context.transaction(async (inside) => {
      const left = await inside.rows(sql`insert into membership_history
          (user_id, segment_id, segment_version, change, score, at)
        select user_id, segment_id, segment_version, 'left', score,
          ${inside.shared.clock()}::bigint
        from memberships where member and ${isServed()} and ${them} returning 1`);
      await inside.rows(sql`delete from memberships where ${them}`);
      if (left.length > 0) await inside.tell('histories');
    });
  }
  get #ours(): RawBuilder<boolean> {
    return isOfModel(this.#context);
  }
}
