import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { FormTable } from './form-table.ts';
import { HistoryFeed } from './history-feed.ts';
import type { Json } from './json.ts';
import { type KeysetPage, mapPage, type Page, readPage } from './page.ts';
import { formProfile, PreparedProfiles } from './prepared-profiles.ts';
import { type Holding, holdProfiles } from './profile-hold.ts';
import type { NewProfile, ProfileHistoryRow, ProfileRow, StoredProfile } from './profile-row.ts';
import { isOfModel } from './served-model.ts';
import { textArray } from './unnest.ts';
import { userIdOf } from './user-resolve.ts';
import { integers, RANGE_OF_USER } from './work-range-table.ts';

type Reach = Pick<ProfileHistoryRow, 'userId' | 'throughSequence'>;
type Drawn = { readonly userId: string; readonly isActive: boolean };
type Stored = Omit<ProfileRow, 'vector' | 'summary'> & { vector: string; summary: string };

const SELECT = sql`select user_id as "userId", version, through_sequence as "throughSequence",
  model_id as "modelId", adaptation_revision as "adaptationRevision", as_of as "asOf", vector::text as vector, summary,
  computed_at as "computedAt" from profiles`;
const HISTORY = sql`user_id as "userId", version, through_sequence as "throughSequence",
  model_id as "modelId", adaptation_revision as "adaptationRevision", as_of as "asOf",
  computed_at as "computedAt"`;
const SELECT_HISTORY = sql`select sequence, ${HISTORY} from profile_history`;
const BATCH = 500;
/** Whether a profile speaks of its last event for sure: the beginning of a day may be just that. */
const isEvents = sql<boolean>`as_of % 86400000 <> 0`;
/** Profiles that are looked at in one statement. */
const DRAWN_AT_ONCE = 1_000;

/**
 * The current profile of each user, and when which version was served. Each model has profiles of its
 * own; read and compared are only those of the one model that the store speaks of.
 */
export class ProfileTable {
  /** Every version as it is written. Each user's last one stays, also where the rest is forgotten. */
  readonly feed: HistoryFeed<ProfileHistoryRow>;
  readonly #context: StoreContext;
  readonly #forms: FormTable;

  constructor(context: StoreContext) {
    this.#context = context;
    this.#forms = new FormTable(context);
    this.feed = new HistoryFeed(context, {
      table: 'profile_history',
      columns: HISTORY,
      at: 'computed_at',
      keep: sql<boolean>`not exists (select 1 from profile_history later
        where later.user_id = known.user_id and later.sequence > known.sequence)`,
    });
  }

  /**
   * Stores profiles as their users' next versions, in one transaction, and notes each that is of the
   * serving model in the history. A version is never given twice to a user, whatever the model.
   * One that was computed from less than the stored one (same model, lower `throughSequence`) is left
   * out: a slow worker must not put an old profile over a newer one.
   * @returns what was stored, without those left out
   */
  async upsert(profiles: readonly NewProfile[] | PreparedProfiles): Promise<StoredProfile[]> {
    const prepared =
      profiles instanceof PreparedProfiles
        ? profiles
        : new PreparedProfiles(profiles.map(formProfile));
    const { latest, forms } = prepared;
    return this.#context.transaction(async (inside) => {
      await new FormTable(inside).keep(forms);
      const stored: StoredProfile[] = [];
      for (const statement of prepared.statements()) {
        const { versions } = await inside.row(statement);
        for (const [userId, version] of JSON.parse(versions) as [string, number][]) {
          stored.push({ ...latest.get(userId)!, version });
        }
      }
      if (stored.length > 0) await inside.tell('histories');
      if (inside.modelId === null) {
        inside.learn((memory) => {
          for (const profile of stored) memory.saw(profile);
        });
      }
      return stored;
    });
  }

  /**
   * Holds users, the profiles that are written and those that are read until the surrounding transaction
   * ends; call it before anything of users is written in it.
   * @returns the users who are there
   */
  async hold(holding: Holding): Promise<Set<string>> {
    const userIds = [...new Set([...holding.write, ...holding.read])];
    if (userIds.length === 0) return new Set();
    if (this.#context.shared.kind === 'server') return holdProfiles(this.#context, holding);
    // The embedded store runs one transaction at a time: there is nobody to hold them against.
    return this.#there(userIds);
  }

  /** Those of the users whom nobody has taken away. */
  async #there(userIds: readonly string[]): Promise<Set<string>> {
    const { memory } = this.#context;
    const there = new Set<string>();
    const unsure: string[] = [];
    for (const userId of userIds) {
      if (memory?.identityOf(userId) === undefined) unsure.push(userId);
      else there.add(userId);
    }
    if (unsure.length === 0) return there;
    const rows = await this.#context.manyRows(
      sql<{ userId: string }>`select user_id as "userId" from users
        where user_id = any(${textArray(unsure)})`,
    );
    for (const { userId } of rows) there.add(userId);
    return there;
  }

  async byIds(userIds: readonly string[]): Promise<Map<string, ProfileRow>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.#context.rows(
      sql<Stored>`${SELECT} where user_id = any(${textArray(userIds)}) and ${this.#ours}`,
    );
    return new Map((await this.#read(rows)).map((row) => [row.userId, row]));
  }

  /** Through which sequence of a user each profile has seen what the user did; users without one are left out. */
  async reach(userIds: readonly string[]): Promise<Map<string, number>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.#context.rows(
      sql<Reach>`select user_id as "userId", through_sequence as "throughSequence" from profiles
        where user_id = any(${textArray(userIds)}) and ${this.#ours}`,
    );
    return new Map(rows.map(({ userId, throughSequence }) => [userId, throughSequence]));
  }

  /** The same of the profiles that were served at an instant (milliseconds). */
  async reachAt(userIds: readonly string[], at: number): Promise<Map<string, number>> {
    const rows = await this.#context.rows(
      sql<Reach>`select wanted.user_id as "userId", served.through_sequence as "throughSequence"
        from unnest(${textArray(userIds)}) as wanted (user_id) cross join lateral (
          select through_sequence from profile_history known where known.user_id = wanted.user_id
            and known.computed_at <= ${at}::bigint order by known.sequence desc limit 1) served`,
    );
    return new Map(rows.map(({ userId, throughSequence }) => [userId, throughSequence]));
  }

  /** The nearest users by cosine distance (0 to 2), among those with a profile of the same model. */
  async similar(userId: string, count: number): Promise<{ userId: string; distance: number }[]> {
    const own = (await this.byIds([userId])).get(userId);
    if (!own) return [];
    return this.#context.rows(
      sql<{ userId: string; distance: number }>`select * from (
          select user_id as "userId", vector <=> ${JSON.stringify(own.vector)}::text::vector as distance
          from profiles where model_id = ${own.modelId} and user_id <> ${userId}
        ) near where distance <> 'NaN'::float8 order by distance, "userId" limit ${count}::int`,
    );
  }

  /** All versions of a user's profile, oldest first; with `at` those computed until then. */
  async history(
    userId: string,
    options: { readonly at?: number } = {},
  ): Promise<ProfileHistoryRow[]> {
    const until = options.at === undefined ? sql`true` : sql`computed_at <= ${options.at}::bigint`;
    return this.#context.rows(
      sql<ProfileHistoryRow>`${SELECT_HISTORY} where user_id = ${userId} and ${until} order by sequence`,
    );
  }

  /** The version that was served at an instant; null where there was none yet. */
  async asOf(userId: string, at: number): Promise<ProfileHistoryRow | null> {
    const [row] = await this.#context.rows(
      sql<ProfileHistoryRow>`${SELECT_HISTORY} where user_id = ${userId}
        and computed_at <= ${at}::bigint order by sequence desc limit 1`,
    );
    return row ?? null;
  }

  /** All profiles in the order of their users' ids, some at a time. */
  async *scan(): AsyncGenerator<ProfileRow[]> {
    let last = '';
    for (;;) {
      const rows = await this.#context.rows(
        sql<Stored>`${SELECT} where user_id > ${last} and ${this.#ours}
          order by user_id limit ${BATCH}::int`,
      );
      if (rows.length === 0) return;
      yield await this.#read(rows);
      last = rows.at(-1)!.userId;
    }
  }

  /**
   * The users of some of a model's profiles, drawn by a hash of their ids as `MembershipTable.draw` does.
   */
  async draw(modelId: string, count: number): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select user_id as "userId" from profiles where model_id = ${modelId}
        order by md5(user_id) collate "C" limit ${count}::int`,
    );
    return rows.map(({ userId }) => userId);
  }

  /**
   * Some of the users of a model who did something after an instant, as far as their profiles know: by their
   * ids, which are hashes, from a place on that the instant says. Read in pieces, since everybody else waits
   * for the embedded store.
   */
  async activeSince(modelId: string, instant: number, most: number): Promise<string[]> {
    const start = userIdOf({ kind: 'instant', value: `${instant}` });
    const found: string[] = [];
    for (const [from, end] of [
      [start, sql``],
      ['', sql`and user_id <= ${start}`],
    ] as const) {
      let after: string | undefined = from;
      while (after !== undefined && found.length < most) {
        const rows: Drawn[] = await this.#context.rows(
          sql<Drawn>`select user_id as "userId", as_of > ${instant}::bigint and (${isEvents} or exists (
              select 1 from events where events.user_id = profiles.user_id and at > ${instant}::bigint
            )) as "isActive" from profiles where model_id = ${modelId} and user_id > ${after} ${end}
            order by user_id limit ${DRAWN_AT_ONCE}::int`,
        );
        found.push(...rows.filter(({ isActive }) => isActive).map(({ userId }) => userId));
        after = rows[DRAWN_AT_ONCE - 1]?.userId;
      }
    }
    return found.slice(0, most);
  }

  /**
   * What instants a model's profiles speak of and how far they reach, by user id.
   * @param ranges only of the users in these; null of all
   */
  instants(
    modelId: string,
    ranges: readonly number[] | null,
    after: string,
    most: number,
  ): Promise<Pick<ProfileRow, 'userId' | 'asOf' | 'throughSequence'>[]> {
    const ours = ranges === null ? sql`true` : sql`${RANGE_OF_USER} = any(${integers(ranges)})`;
    return this.#context.rows(
      sql<Pick<ProfileRow, 'userId' | 'asOf' | 'throughSequence'>>`select user_id as "userId",
          as_of as "asOf", through_sequence as "throughSequence"
        from profiles
        where user_id > ${after} and model_id = ${modelId} and ${ours}
        order by user_id limit ${most}::int`,
    );
  }

  /** One part of the read model of each user's profile. */
  async partOf(
    userIds: readonly string[],
    modelId: string,
    part: string,
  ): Promise<Map<string, Json>> {
    const rows = await this.#context.rows(
      sql<Pick<Stored, 'userId' | 'summary'>>`select user_id as "userId", summary
        from profiles where user_id = any(${textArray(userIds)}) and model_id = ${modelId}`,
    );
    const summaries = await this.#forms.documents(rows.map(({ summary }) => summary));
    const parts = summaries.map((summary) => (summary as Record<string, Json>)[part] ?? null);
    return new Map(rows.map(({ userId }, place) => [userId, parts[place]!]));
  }

  /** Profiles by user id. */
  async page(page: KeysetPage): Promise<Page<ProfileRow>> {
    const order = [{ column: 'userId', type: 'text' as const }];
    const select = sql<Stored>`${SELECT} where ${this.#ours}`;
    const found = await readPage(this.#context, select, order, page);
    const rows = (await this.#read(found.rows.map(({ row }) => row))).values();
    return mapPage(found, () => rows.next().value!);
  }

  /** Takes away the profiles of every model, for example of an identity that was merged; history stays. */
  async remove(userIds: readonly string[]): Promise<void> {
    await this.#context.transaction(async (inside) => {
      await inside.rows(sql`delete from profiles where user_id = any(${textArray(userIds)})`);
      inside.learn(({ histories }) => {
        for (const userId of userIds) histories.drop(userId);
      });
    });
  }

  async #read(rows: readonly Stored[]): Promise<ProfileRow[]> {
    const summaries = await this.#forms.documents(rows.map(({ summary }) => summary));
    return rows.map((row, place) => ({
      ...row,
      vector: JSON.parse(row.vector) as number[],
      summary: summaries[place]!,
    }));
  }

  get #ours(): RawBuilder<boolean> {
    return isOfModel(this.#context);
  }
}
