import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreUsageError } from './errors.ts';
import { members } from './members.ts';
import { isServed } from './served-model.ts';
import { textArray } from './unnest.ts';

/** How much of each place came from a source. */
export interface RemovalCounts {
  /** Rows of events, all versions of a record included. */
  readonly events: number;
  readonly items: number;
  readonly traits: number;
  /** External ids that no other source gave. */
  readonly identities: number;
  /** Users of whom nothing is left without it. */
  readonly users: number;
  /** Grants; a refusal stays, whoever passed it on. */
  readonly consents: number;
  readonly deadLetters: number;
  /** States of streams. */
  readonly states: number;
  /** Profiles that are computed anew, or go with their users. */
  readonly profiles: number;
}

/** What is to be removed, and whether really. */
export interface RemovalOptions {
  /** All that came from it; otherwise only how far it was read, and what waits to be taken in. */
  readonly data: boolean;
  readonly dryRun: boolean;
}

/** Ends the transaction of a dry run. */
class DryRun extends Error {
  constructor(readonly counts: RemovalCounts) {
    super('A dry run changes nothing.');
  }
}

/**
 * Takes away all that came from a source, in one transaction: killed at any instant, all of it is
 * there or none. Whoever is touched is noted in the change feed, so that profile and memberships
 * follow. A dry run does the same and takes it back, so its numbers are those of the real run.
 */
export async function removeSourceData(
  context: StoreContext,
  sourceId: string,
  { data, dryRun }: RemovalOptions,
): Promise<RemovalCounts> {
  if (dryRun && context.inTransaction) {
    throw new StoreUsageError('A dry run takes its transaction back: call it outside of one.');
  }
  try {
    return await context.transaction(async (inside) => {
      const removal = new Removal(inside, sourceId);
      inside.forgetAnswers();
      inside.learn((memory) => memory.clear());
      const taken = data ? await removal.takeData() : NO_DATA;
      const counts = { ...taken, ...(await removal.forgetReading()) };
      if (dryRun) throw new DryRun(counts);
      return counts;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.counts;
    throw error;
  }
}

const USERS_AT_ONCE = 2_000;
/** What is known of the reading besides states and letters. */
const FORGOTTEN = [
  'source_backfills',
  'source_runs',
  'source_minutes',
  'source_quality',
  'inbox',
] as const;

type Reading = Pick<RemovalCounts, 'deadLetters' | 'states'>;

const NO_DATA: Omit<RemovalCounts, keyof Reading> = {
  events: 0,
  items: 0,
  traits: 0,
  identities: 0,
  users: 0,
  consents: 0,
  profiles: 0,
};

class Removal {
  readonly #context: StoreContext;
  readonly #sourceId: string;
  readonly #at: number;

  constructor(context: StoreContext, sourceId: string) {
    this.#context = context;
    this.#sourceId = sourceId;
    this.#at = context.shared.clock();
  }

  async takeData(): Promise<Omit<RemovalCounts, keyof Reading>> {
    await this.#noteTouched();
    const profiles = await this.#count(
      sql`select from profiles where ${isServed()} and user_id in ${this.#touched()}`,
    );
    const events = await this.#delete('events');
    const traits = await this.#delete('traits');
    const consents = await this.#takeBackGrants();
    const identities = await this.#count(sql`delete from external_ids x
      using external_id_sources s where ${this.#givenByNobodyElse()} returning 1`);
    await this.#delete('external_id_sources');
    const users = await this.#forgetUsers();
    const items = await this.#delete('items');
    await this.#noteChanges();
    return { events, items, traits, identities, users, consents, profiles };
  }

  async forgetReading(): Promise<Reading> {
    for (const table of FORGOTTEN) await this.#delete(table);
    const deadLetters = await this.#delete('dead_letters');
    return { deadLetters, states: await this.#delete('source_states') };
  }

  /** The users whose rows go, or whose events name something that goes; held until the end. */
  async #noteTouched(): Promise<void> {
    const source = this.#sourceId;
    await this.#context.rows(sql`insert into user_removals (user_id, source_id, removed_at)
      select distinct coalesce(u.merged_into, u.user_id), ${source}, ${this.#at}::bigint
      from users u where u.user_id in (
        select user_id from events where source_id = ${source}
        union select other_user_id from events where source_id = ${source}
        union select user_id from traits where source_id = ${source}
        union select user_id from consent_words where source_id = ${source} and granted
        union select x.user_id from external_ids x, external_id_sources s
          where ${this.#givenByNobodyElse()}
        union select e.user_id from events e join items i on i.id = e.item_id
          where i.source_id = ${source})
      on conflict (user_id, source_id) do update set removed_at = excluded.removed_at`);
    await this.#context.rows(sql`select 1 from users where user_id in ${this.#touched()}
      order by user_id for no key update`);
    // Drawn while the users are held: of one user no lower sequence is committed after a higher one.
    await this.#context.rows(sql`update user_removals set sequence = nextval('history_sequence')
      where source_id = ${source} and removed_at = ${this.#at}::bigint`);
  }

  #touched(): RawBuilder<unknown> {
    return sql`(select user_id from user_removals
      where source_id = ${this.#sourceId} and removed_at = ${this.#at}::bigint)`;
  }

  #givenByNobodyElse(): RawBuilder<unknown> {
    return sql`s.source_id = ${this.#sourceId} and s.kind = x.kind and s.value = x.value
      and not exists (select 1 from external_id_sources other where other.kind = x.kind
        and other.value = x.value and other.source_id <> ${this.#sourceId})`;
  }

  /** Where the word that counts was the source's, the next newest of another source counts again. */
  async #takeBackGrants(): Promise<number> {
    const { count } = await this.#context.row(sql<{ count: number }>`with gone as (
        delete from consent_words where source_id = ${this.#sourceId} and granted
        returning user_id, purpose, version
      ), others as (
        select distinct on (user_id, purpose) user_id, purpose, granted, version
        from consent_words where source_id <> ${this.#sourceId}
        order by user_id, purpose, version desc, granted
      ), restored as (
        update consents c set granted = others.granted, version = others.version
        from gone join others on others.user_id = gone.user_id and others.purpose = gone.purpose
        where c.user_id = gone.user_id and c.purpose = gone.purpose
          and c.granted and c.version = gone.version
      ), withdrawn as (
        delete from consents c using gone
        where c.user_id = gone.user_id and c.purpose = gone.purpose
          and c.granted and c.version = gone.version and not exists (select 1 from others
            where others.user_id = c.user_id and others.purpose = c.purpose)
      )
      select count(*) as count from gone`);
    return count;
  }

  /** Users without any id that a source could name them by, and without anything of their own. */
  async #forgetUsers(): Promise<number> {
    let forgotten = 0;
    for (let last = ''; ; ) {
      const page = await this.#context.rows(
        sql<{ userId: string }>`select user_id as "userId" from user_removals
          where source_id = ${this.#sourceId} and removed_at = ${this.#at}::bigint
            and user_id > ${last} order by user_id limit ${USERS_AT_ONCE}::int`,
      );
      if (page.length === 0) return forgotten;
      last = page.at(-1)!.userId;
      const empty = await this.#emptyAmong(page.map(({ userId }) => userId));
      if (empty.length > 0) await this.#forget(empty);
      forgotten += empty.length;
    }
  }

  async #emptyAmong(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.#context.rows(
      sql<{ userId: string }>`select m.wanted_id as "userId" from ${members(userIds)} m
        group by m.wanted_id having not bool_or(
          exists (select 1 from external_ids x where x.user_id = m.member_id)
          or exists (select 1 from events e where e.user_id = m.member_id)
          or exists (select 1 from traits t where t.user_id = m.member_id)
          or exists (select 1 from consents c where c.user_id = m.member_id))`,
    );
    return rows.map(({ userId }) => userId);
  }

  async #forget(userIds: readonly string[]): Promise<void> {
    const them = sql`any(${textArray(userIds)})`;
    await this.#context.rows(sql`insert into membership_history
        (user_id, segment_id, segment_version, change, score, at)
      select user_id, segment_id, segment_version, 'left', score, ${this.#at}::bigint
      from memberships where member and ${isServed()} and user_id = ${them}`);
    await this.#context.tell('histories');
    for (const table of [
      'memberships',
      'profiles',
      'changes',
      'user_merges',
      'model_comparison_users',
      'encoding_failures',
    ]) {
      await this.#context.rows(sql`delete from ${sql.table(table)} where user_id = ${them}`);
    }
    await this.#context.rows(sql`delete from users where merged_into = ${them}`);
    await this.#context.rows(sql`delete from users where user_id = ${them}`);
  }

  async #noteChanges(): Promise<void> {
    await this.#context.rows(sql`insert into changes (user_id, kind, at)
      select user_id, 'removal', ${this.#at}::bigint from users where user_id in ${this.#touched()}`);
    await this.#context.tell('changes');
  }

  #delete(table: string): Promise<number> {
    return this.#count(sql`delete from ${sql.table(table)}
      where source_id = ${this.#sourceId} returning 1`);
  }

  /** How many rows a statement finds, or takes away. */
  async #count(statement: RawBuilder<unknown>): Promise<number> {
    const { count } = await this.#context.row(
      sql<{ count: number }>`with found as (${statement}) select count(*) as count from found`,
    );
    return count;
  }
}
