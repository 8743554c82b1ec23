import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreConflictError } from './errors.ts';
import { SERVING } from './served-model.ts';

/**
 * The place in the change feed up to which a model that does not serve was brought up to date. The one
 * that serves has the consumer's own name: a switch swaps the names, and with them the places.
 */
export function placeOfModel(consumer: string, modelId: string): string {
  return `${consumer} of ${modelId}`;
}

/** What a switch is told. */
export interface Switch {
  /** The model that serves from now on. */
  readonly id: string;
  readonly at: number;
  /** The model that it takes the place of, null for none; whichever serves where nothing is said. */
  readonly after?: string | null;
  /** The consumer of the change feed that keeps profiles current. */
  readonly consumer: string;
}

/**
 * Lets a model serve in place of the one before, in one transaction: from its commit on every reader
 * sees the profiles, verdicts and segments of the new one, and none of the old. Who enters and leaves
 * segments by it is noted, and that everybody has another profile. Writers of either model wait.
 * @throws {StoreConflictError} for an unknown model, and where another one serves than it is to take the place of
 */
export function switchModel(
  context: StoreContext,
  { id, at, after, consumer }: Switch,
): Promise<void> {
  return context.transaction(async (inside) => {
    inside.forgetAnswers();
    const { before } = await inside.row(
      sql<{ before: string | null }>`select ${SERVING} as before`,
    );
    const held = await inside.rows(
      sql<{
        id: string;
      }>`select id from models where id in (${id}, ${before}) order by id for update`,
    );
    if (!held.some((row) => row.id === id)) {
      throw new StoreConflictError(
        `There is no model ${id}. List the models to see which there are.`,
      );
    }
    // Whoever switched while this one waited for the rows has made another one the one before.
    const { serving } = await inside.row(
      sql<{ serving: string | null }>`select ${SERVING} as serving`,
    );
    if (serving !== before || (after !== undefined && after !== before)) {
      throw new StoreConflictError('Another model was promoted meanwhile. Look which serves now.');
    }
    await inside.rows(
      sql`insert into model_promotions (model_id, at) values (${id}, ${at}::bigint)`,
    );
    await inside.rows(
      sql`update models set state = 'SERVING', retired_at = null, pruned_at = null where id = ${id}`,
    );
    if (before === id) return;
    if (before === null) await takeOver(inside, id);
    else {
      await inside.rows(sql`update models set state = 'RETIRED', retired_at = ${at}::bigint,
        ready_at = case when encoded_at is not null then coalesce(ready_at, ${at}::bigint) end
        where id = ${before}`);
      await swapPlaces(inside, consumer, before, id);
    }
    await noteProfiles(inside, id, at);
    await moveMembers(inside, before ?? '', id, at);
    await bringSegments(inside, id, at);
    await inside.tell('histories');
    await inside.tell('changes');
  });
}

/** What was judged before any model served stays: it rests on none. */
async function takeOver(inside: StoreContext, id: string): Promise<void> {
  await inside.rows(sql`delete from memberships m where model_id = '' and exists (
    select 1 from memberships own where own.model_id = ${id}
      and own.user_id = m.user_id and own.segment_id = m.segment_id)`);
  await inside.rows(sql`update memberships set model_id = ${id} where model_id = ''`);
}

async function swapPlaces(
  inside: StoreContext,
  consumer: string,
  before: string,
  id: string,
): Promise<void> {
  const rename = async (from: string, to: string): Promise<void> => {
    await inside.rows(sql`delete from consumers where ${isOf(to)}`);
    await inside.rows(sql`update consumers
      set consumer = ${to} || substr(consumer, ${from.length + 1}::int) where ${isOf(from)}`);
  };
  await rename(consumer, placeOfModel(consumer, before));
  await rename(placeOfModel(consumer, id), consumer);
}

/** The consumer itself, and its places by range. */
export function isOf(consumer: string): RawBuilder<boolean> {
  return sql<boolean>`(consumer = ${consumer} or starts_with(consumer, ${`${consumer}/`}))`;
}

async function noteProfiles(inside: StoreContext, id: string, at: number): Promise<void> {
  await inside.rows(sql`insert into profile_history
      (user_id, version, through_sequence, model_id, as_of, computed_at)
    select user_id, version, through_sequence, model_id, as_of, ${at}::bigint
    from profiles where model_id = ${id} order by user_id`);
}

async function moveMembers(
  inside: StoreContext,
  before: string,
  id: string,
  at: number,
): Promise<void> {
  const memberOf = (
    modelId: string,
  ) => sql`select user_id, segment_id, segment_version, score, since
    from memberships where model_id = ${modelId} and member`;
  await inside.rows(sql`with was as (${memberOf(before)}), now as (${memberOf(id)})
    insert into membership_history (user_id, segment_id, segment_version, change, score, at)
    select user_id, segment_id, coalesce(now.segment_version, was.segment_version),
      case when now.since is null then 'left' else 'entered' end,
      case when now.since is null then was.score else now.score end, ${at}::bigint
    from was full join now using (user_id, segment_id)
    where was.since is null or now.since is null order by user_id, segment_id`);
  // Whoever is in before and after has been in without a break.
  await inside.rows(sql`with was as (${memberOf(before)})
    update memberships m set since = coalesce(was.since, ${at}::bigint)
    from memberships own left join was using (user_id, segment_id)
    where own.model_id = ${id} and own.member
      and own.since is distinct from coalesce(was.since, ${at}::bigint)
      and m.user_id = own.user_id and m.segment_id = own.segment_id and m.model_id = ${id}`);
}

/** Segments that rest on the model hold in the version that is the model's own. */
async function bringSegments(inside: StoreContext, id: string, at: number): Promise<void> {
  const own = sql`select v.* from model_segments m
    join segment_versions v on v.id = m.id and v.version = m.version where m.model_id = ${id}`;
  await inside.rows(sql`insert into segment_activations (id, version, at)
    select own.id, own.version, ${at}::bigint from (${own}) own
    where own.version is distinct from (select version from segment_activations known
      where known.id = own.id order by sequence desc limit 1) order by own.id`);
  await inside.rows(sql`insert into segments as known
      (id, version, kind, name, description, definition, model_id, created_at, updated_at)
    select own.id, own.version, own.kind, own.name, own.description, own.definition, own.model_id,
      own.at, own.at from (${own}) own
    on conflict (id) do update set version = excluded.version, kind = excluded.kind,
      name = excluded.name, description = excluded.description, definition = excluded.definition,
      model_id = excluded.model_id, updated_at = excluded.updated_at, archived_at = null`);
}
