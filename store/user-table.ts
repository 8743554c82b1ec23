import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { effectiveTraits } from './event-effective.ts';
import type { IdentityLimits } from './identity-limits.ts';
import type { Scalar } from './json.ts';
import { members, type Through } from './members.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
import { textArray } from './unnest.ts';
import { type NewConsent, type NewTrait, setConsent, setTraits } from './user-declarations.ts';
import { type ExternalId, resolveUsers } from './user-resolve.ts';

/** Who there is: identities and what they are called outside, declared traits, consent. */
export class UserTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * The user of each record, by all the ids that the record carries; makes users that are new, and
   * merges users that one record shows to be the same. The outcome, names included, does not depend
   * on the order of the records: every entry's first id names a user, and of all the users in a group
   * the one with the smallest id stands for it. A constant number of statements for any number of
   * entries.
   * @param entries for each record its external ids, the one that should name a new user first
   * @param limits how many ids a user may have; an entry loses its last ids where it would exceed
   *   them, and then the order of the records does matter
   * @param sourceId who says so: an id lasts as long as one source that gave it
   * @param onMade told of the users that nobody had named before, by their canonical ids
   * @returns the canonical user id of each entry
   * @throws {StoreValueError} for an entry without ids
   */
  resolve(
    entries: readonly (readonly ExternalId[])[],
    limits: IdentityLimits | null = null,
    sourceId: string | null = null,
    onMade?: (userIds: readonly string[]) => void,
  ): Promise<string[]> {
    return resolveUsers(this.#context, entries, limits, sourceId, onMade);
  }

  /** The canonical user of an external id; null where it is unknown. */
  async find(externalId: ExternalId): Promise<string | null> {
    const [row] = await this.#context.rows(
      sql<{ userId: string }>`select coalesce(u.merged_into, u.user_id) as "userId"
        from external_ids x join users u on u.user_id = x.user_id
        where x.kind = ${externalId.kind} and x.value = ${externalId.value}`,
    );
    return row?.userId ?? null;
  }

  /** What each id is called today; an id without a user stands for itself. */
  async canonical(userIds: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>(userIds.map((userId) => [userId, userId]));
    const rows = await this.#context.rows(
      sql<{ userId: string; mergedInto: string }>`
        select user_id as "userId", merged_into as "mergedInto" from users
        where user_id = any(${textArray(userIds)}) and merged_into is not null`,
    );
    for (const { userId, mergedInto } of rows) found.set(userId, mergedInto);
    return found;
  }

  /** When which of the ids was merged into which user, in the order in which it happened. */
  async merges(
    userIds: readonly string[],
  ): Promise<{ mergedId: string; userId: string; sequence: number }[]> {
    if (userIds.length === 0) return [];
    return this.#context.rows(
      sql<{ mergedId: string; userId: string; sequence: number }>`
        select merged_id as "mergedId", user_id as "userId", sequence from user_merges
        where merged_id = any(${textArray(userIds)}) order by sequence, user_id`,
    );
  }

  /** The ids that stand for one of the users today and no longer for a user of their own. */
  async mergedInto(userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select user_id as "userId" from users
        where merged_into = any(${textArray(userIds)}) order by user_id`,
    );
    return rows.map(({ userId }) => userId);
  }

  /** All external ids of each user and of everything merged into it, by kind, then value. */
  async externalIds(userIds: readonly string[]): Promise<Map<string, ExternalId[]>> {
    const found = new Map<string, ExternalId[]>(userIds.map((userId) => [userId, []]));
    const rows = await this.#context.rows(
      sql<ExternalId & { userId: string }>`select m.wanted_id as "userId", x.kind, x.value
        from ${members(userIds)} m join external_ids x on x.user_id = m.member_id
        order by x.kind, x.value`,
    );
    for (const { userId, kind, value } of rows) found.get(userId)!.push({ kind, value });
    return found;
  }

  /** Declares traits; of one trait the greatest (version, content hash) counts. */
  setTraits(rows: readonly NewTrait[]): Promise<void> {
    return setTraits(this.#context, rows);
  }

  /**
   * What is declared of each user and of everything merged into it.
   * @param options.throughSequence only what was known at that sequence
   */
  async traits(
    userIds: readonly string[],
    options: { readonly throughSequence?: Through } = {},
  ): Promise<Map<string, Record<string, Scalar>>> {
    const found = new Map<string, Record<string, Scalar>>(userIds.map((userId) => [userId, {}]));
    if (found.size === 0) return found;
    const rows = await this.#context.rows(
      sql<{ wantedId: string; name: string; value: Scalar }>`
        ${effectiveTraits([...found.keys()], options.throughSequence)}`,
    );
    for (const { wantedId, name, value } of rows) found.get(wantedId)![name] = value;
    return found;
  }

  /** The names of all traits that were ever declared, in order: one look into an index for each. */
  async traitNames(): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ name: string }>`with recursive names (name) as (
          (select name from traits order by name limit 1)
          union all
          select (select t.name from traits t where t.name > names.name order by t.name limit 1)
          from names where names.name is not null
        )
        select name from names where name is not null order by name`,
    );
    return rows.map(({ name }) => name);
  }

  /** Notes what users allow; of one purpose the greatest version counts, of equal ones the refusal. */
  setConsent(rows: readonly NewConsent[]): Promise<void> {
    return setConsent(this.#context, rows);
  }

  /** Those of the users who refused the purpose under any of their identities, at the latest word. */
  async refused(userIds: readonly string[], purpose: string): Promise<Set<string>> {
    if (this.#context.memory !== null && !(await this.#anybodyRefused(purpose))) return new Set();
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select "userId" from (
          select distinct on (m.wanted_id) m.wanted_id as "userId", c.granted
          from ${members(userIds)} m
          join consents c on c.user_id = m.member_id and c.purpose = ${purpose}
          order by m.wanted_id, c.version desc, c.granted
        ) latest where not granted`,
    );
    return new Set(rows.map(({ userId }) => userId));
  }

  #anybodyRefused(purpose: string): Promise<boolean> {
    return this.#context.remembered(`whether anybody refused ${purpose}`, async () => {
      const { some } = await this.#context.row(
        sql<{ some: boolean }>`select exists (select 1 from consents
          where purpose = ${purpose} and not granted) as some`,
      );
      return some;
    });
  }

  /**
   * Canonical users by id.
   * @param options.throughSequence whoever was canonical at that sequence, even if merged since
   */
  page(
    page: KeysetPage,
    { throughSequence }: { readonly throughSequence?: number } = {},
  ): Promise<Page<{ userId: string; createdAt: number }>> {
    const canonical =
      throughSequence === undefined
        ? sql`merged_into is null`
        : sql`not exists (select from user_merges m
            where m.merged_id = users.user_id and m.sequence <= ${throughSequence}::bigint)`;
    return readPage(
      this.#context,
      sql<{ userId: string; createdAt: number }>`select user_id as "userId",
        created_at as "createdAt" from users where ${canonical}`,
      [{ column: 'userId', type: 'text' }],
      page,
    );
  }

  /** Those of the ids that belong to a user, merged ones included. */
  async exists(userIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select user_id as "userId" from users
        where user_id = any(${textArray(userIds)})`,
    );
    return new Set(rows.map(({ userId }) => userId));
  }

  /** How many canonical users there are. */
  async count(): Promise<number> {
    const { count } = await this.#context.row(
      sql<{ count: number }>`select count(*) as count from users where merged_into is null`,
    );
    return count;
  }
}
