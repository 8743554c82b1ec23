import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { noteErased, type Trace } from './erased-ids.ts';
import { ERASURE_PLACES } from './erasure-places.ts';
import { isServed } from './served-model.ts';
import { textArray } from './unnest.ts';
import type { ExternalId } from './user-resolve.ts';

/** How much of a person was in one place. */
export interface ErasedPlace {
  readonly place: string;
  readonly count: number;
}

/** What was taken away of a person. */
export interface TakenAway {
  readonly places: readonly ErasedPlace[];
  /** Under how many ids the person went inside: one, and one for each merge. */
  readonly userIds: readonly string[];
  /** When the first of them was made, in milliseconds since the epoch. */
  readonly knownSince: number | null;
  /** Other users whose profiles and memberships are made anew because they had to do with the person. */
  readonly neighbours: number;
  /** Memberships that others are told the end of. */
  readonly left: number;
}

/** Whose removal makes a neighbour's history end later than the event that went: no source's. */
const NO_SOURCE = '';
const EMPTIED = 'It named somebody who was erased; nothing that it held is kept.';

/**
 * Takes away all that is kept of a user, and notes whom it must not know again. Runs inside of a
 * transaction: killed at any instant, all of it is there or none. Whoever had to do with the user is noted
 * in the change feed; that the user left is in the histories until `ErasureTable.settle` ends that too.
 * @param erasureId under which the traces are noted
 */
export async function eraseUser(
  context: StoreContext,
  userId: string,
  erasureId: string,
): Promise<TakenAway> {
  const erasure = new Erasure(context, await holdPerson(context, userId));
  context.forgetAnswers();
  context.learn((memory) => memory.clear());
  return erasure.run(erasureId);
}

/** The person's ids, held together with everybody whose events lead there, in one order. */
async function holdPerson(context: StoreContext, userId: string): Promise<string[]> {
  for (let known: string[] = []; ; ) {
    const rows = await context.rows(
      sql<{ userId: string }>`select user_id as "userId" from users
        where coalesce(merged_into, user_id) =
          (select coalesce(merged_into, user_id) from users where user_id = ${userId})
        order by user_id`,
    );
    const ids = rows.map((row) => row.userId);
    if (ids.join() === known.join()) return ids;
    known = ids;
    await context.rows(sql`select 1 from users where user_id = any(${textArray(ids)})
        or user_id in (${tied(ids)}) order by user_id for update`);
  }
}

/** Everybody whose events lead to one of the ids, and everybody whom events of these lead to. */
function tied(ids: readonly string[]): RawBuilder<unknown> {
  const them = textArray(ids);
  return sql`select coalesce(u.merged_into, u.user_id) from users u where u.user_id in (
      select user_id from events where other_user_id = any(${them})
      union select other_user_id from events where user_id = any(${them}))
    and not coalesce(u.merged_into, u.user_id) = any(${them})`;
}

class Erasure {
  readonly #context: StoreContext;
  readonly #ids: readonly string[];
  readonly #at: number;

  constructor(context: StoreContext, ids: readonly string[]) {
    this.#context = context;
    this.#ids = ids;
    this.#at = context.shared.clock();
  }

  async run(erasureId: string): Promise<TakenAway> {
    const { knownSince } = await this.#context.row(
      sql<{ knownSince: number | null }>`select min(created_at) as "knownSince" from users
        where user_id = any(${this.#them})`,
    );
    const externalIds = await this.#context.rows(
      sql<ExternalId>`select kind, value from external_ids where user_id = any(${this.#them})`,
    );
    const traces: Trace[] = [
      ...this.#ids.map((userId) => ({ userId })),
      ...externalIds.flatMap((externalId) => [{ externalId }, { value: externalId.value }]),
    ];
    await noteErased(this.#context, erasureId, traces);
    const places = [
      ...(await emptyLetters(this.#context, [
        ...this.#ids,
        ...externalIds.map(({ value }) => value),
      ])),
      ...(await dropSeeds(this.#context, this.#ids)),
    ];
    const neighbours = await this.#noteNeighbours();
    const farewell = await this.#leave();
    places.push(...(await dropRows(this.#context, this.#ids)));
    const left = await this.#tell(farewell);
    return { places, userIds: this.#ids, knownSince, neighbours, left };
  }

  /** Their profiles speak of the person, or of somebody whose profile does. */
  async #noteNeighbours(): Promise<number> {
    const context = this.#context;
    const neighbours = (
      await context.rows(sql<{ userId: string }>`select distinct t.user_id as "userId"
        from (${tied(this.#ids)}) as t (user_id) order by 1`)
    ).map(({ userId }) => userId);
    if (neighbours.length === 0) return 0;
    await context.rows(sql`insert into user_removals (user_id, source_id, removed_at)
      select user_id, ${NO_SOURCE}, ${this.#at}::bigint
      from unnest(${textArray(neighbours)}) as user_id order by user_id
      on conflict (user_id, source_id) do update
        set removed_at = excluded.removed_at, sequence = nextval('history_sequence')`);
    const noted = await context.rows(sql`insert into changes (user_id, kind, at)
      select user_id, 'erasure', ${this.#at}::bigint from (
        select unnest(${textArray(neighbours)}) as user_id
        union (${tied(neighbours)})) as others
      where not user_id = any(${this.#them}) returning 1`);
    await context.tell('changes');
    return noted.length;
  }

  /** What has to be told of the person once the histories are gone. */
  async #leave(): Promise<{ memberships: readonly Ended[]; profile: LastVersion | null }> {
    const memberships = await this.#context.rows(
      sql<Ended>`select user_id as "userId", segment_id as "segmentId",
          segment_version as "segmentVersion"
        from memberships where member and ${isServed()} and user_id = any(${this.#them})`,
    );
    const [profile] = await this.#context.rows(
      sql<LastVersion>`select user_id as "userId", version, model_id as "modelId"
        from profile_history where user_id = any(${this.#them}) order by sequence desc limit 1`,
    );
    return { memberships, profile: profile ?? null };
  }

  /** Bare ids, for those who were told that somebody of that id was here. */
  async #tell({
    memberships,
    profile,
  }: {
    readonly memberships: readonly Ended[];
    readonly profile: LastVersion | null;
  }): Promise<number> {
    for (const { userId, segmentId, segmentVersion } of memberships) {
      await this.#context.rows(sql`insert into membership_history
          (user_id, segment_id, segment_version, change, score, at)
        values (${userId}, ${segmentId}, ${segmentVersion}::bigint, 'left', null, ${this.#at}::bigint)`);
    }
    if (profile !== null) {
      await this.#context.rows(sql`insert into profile_history
          (user_id, version, through_sequence, model_id, as_of, computed_at)
        values (${profile.userId}, ${profile.version + 1}::bigint, 0, ${profile.modelId},
          ${this.#at}::bigint, ${this.#at}::bigint)`);
    }
    await this.#context.rows(sql`insert into erasure_farewells (user_id, at)
      select user_id, ${this.#at}::bigint from unnest(${this.#them}) as user_id
      on conflict (user_id) do update set at = excluded.at`);
    await this.#context.tell('histories');
    await this.#context.tell('erasures');
    return memberships.length;
  }

  get #them(): RawBuilder<string[]> {
    return textArray(this.#ids);
  }
}

interface Ended {
  readonly userId: string;
  readonly segmentId: string;
  readonly segmentVersion: number;
}

interface LastVersion {
  readonly userId: string;
  readonly version: number;
  readonly modelId: string;
}

/** Takes away every row of some ids, wherever there is one. */
export async function dropRows(
  context: StoreContext,
  ids: readonly string[],
): Promise<ErasedPlace[]> {
  const places: ErasedPlace[] = [];
  for (const { what, table, rows } of ERASURE_PLACES) {
    const count = await countOf(
      context,
      sql`delete from ${sql.table(table)} where ${rows(ids)} returning 1`,
    );
    places.push({ place: what, count });
  }
  return places;
}

/** Takes people out of those whom lookalike segments were made of, in every version. */
export async function dropSeeds(
  context: StoreContext,
  ids: readonly string[],
): Promise<ErasedPlace[]> {
  const them = textArray(ids);
  let count = 0;
  for (const table of ['segments', 'segment_versions']) {
    for (const path of ['{seedIds}', '{ask,like,users}']) {
      count += await countOf(
        context,
        sql`update ${sql.table(table)}
          set definition = jsonb_set(definition, ${path}::text[], (definition #> ${path}::text[]) - ${them})
          where jsonb_typeof(definition #> ${path}::text[]) = 'array'
            and (definition #> ${path}::text[]) ?| ${them} returning 1`,
      );
    }
  }
  return [{ place: 'seed lists of lookalike segments', count }];
}

/** Empties letters a value of which is one of the values; that something waited there stays to be seen. */
async function emptyLetters(
  context: StoreContext,
  values: readonly string[],
): Promise<ErasedPlace[]> {
  const list = textArray(values);
  // In what could not be taken apart a value is found as a word of its own.
  const words = textArray(
    values.map((value) => {
      const escaped = value.replace(/[^\p{L}\p{N}]/gu, '\\$&');
      return `(^|[^[:alnum:]])${escaped}($|[^[:alnum:]])`;
    }),
  );
  const count = await countOf(
    context,
    sql`update dead_letters set record = '{"kind": "raw", "raw": ""}', record_key = null,
        position = null, message = ${EMPTIED}
      where record_key = any(${list}) or position = any(${list})
        or coalesce(record ->> 'raw', record ->> 'start') ~ any(${words})
        or exists (select 1 from unnest(${list}) as wanted (value)
          where jsonb_path_exists(record, '$.** ? (@ == $value)', jsonb_build_object('value', value))
            or (value ~ '^[0-9]{1,15}$' and jsonb_path_exists(record, '$.** ? (@ == $value)',
              jsonb_build_object('value', value::numeric))))
      returning 1`,
  );
  return [{ place: 'dead letters', count }];
}

/** How many rows a statement changes. */
async function countOf(context: StoreContext, statement: RawBuilder<unknown>): Promise<number> {
  const { count } = await context.row(
    sql<{ count: number }>`with changed as (${statement}) select count(*) as count from changed`,
  );
  return count;
}
