import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { RangeLostError, StoreConflictError } from './errors.ts';
import type { Json } from './json.ts';
import { ACTIVE_MODEL } from './memory.ts';
import { isOf, placeOfModel, switchModel } from './model-switch.ts';
import { modelOf, SERVING } from './served-model.ts';
import { textArray } from './unnest.ts';
import { checkJson, checkKey } from './values.ts';

/** The consumer of the change feed that keeps the served profiles current. */
export const PROFILES = 'profiles';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** A trained model with what it came from. Times in milliseconds since the epoch. */
export interface NewModel {
  readonly id: string;
  /** The model that training went on from; null for one trained from nothing. */
  readonly parentId: string | null;
  /** The event sequence up to which it has seen data. */
  readonly watermark: number;
  readonly createdAt: number;
  readonly config: Json;
  readonly metrics: Json;
  /** Weights and whatever else it is made of, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

/**
 * CANDIDATE: saved, nothing else. SHADOW: its profiles are made and kept beside those that are served.
 * SERVING: everybody reads it. RETIRED: it served, or was given up; while its profiles are kept it can
 * serve again at once.
 */
export type ModelState = 'CANDIDATE' | 'SHADOW' | 'SERVING' | 'RETIRED';

/** How far everybody's profiles of a model are made. */
export interface ModelEncoding {
  readonly users: number;
  /** How many users there were when it began; more may have come since. */
  readonly total: number;
  /** When everybody had one, in milliseconds since the epoch; null until then. */
  readonly finishedAt: number | null;
  /** Which user page comes next; null at the beginning. */
  readonly cursor: string | null;
  /** The greatest event sequence when everybody had one; null until then. */
  readonly sequence: number | null;
}

export interface ModelRow extends Omit<NewModel, 'parts'> {
  /** Counts the models, from 1. */
  readonly version: number;
  readonly state: ModelState;
  readonly active: boolean;
  /** When it was last made the active one; null where it never was. */
  readonly promotedAt: number | null;
  /** When it ceased to serve, or was given up; null where neither holds. */
  readonly retiredAt: number | null;
  /** When the last of its profiles were taken away; null where they were not. */
  readonly prunedAt: number | null;
  /** When everything of it was there that serving takes; null until then. */
  readonly readyAt: number | null;
  /** Null where it has no profiles (any more). */
  readonly encoding: ModelEncoding | null;
}

const SELECT = sql`select m.id, m.version, m.parent_id as "parentId", m.watermark,
  m.created_at as "createdAt", m.config, m.metrics, m.state, m.retired_at as "retiredAt", m.pruned_at as "prunedAt", m.ready_at as "readyAt",
  coalesce(m.id = ${SERVING}, false) as active,
  (select max(p.at) from model_promotions p where p.model_id = m.id) as "promotedAt",
  case when m.encoding_total is not null then json_build_object('users', m.encoding_users,
    'total', m.encoding_total, 'finishedAt', m.encoded_at, 'cursor', m.encoding_cursor,
    'sequence', m.encoded_sequence) end as encoding
  from models m`;

/** The models and which of them serves. */
export class ModelTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** @throws {StoreConflictError} where the id is taken */
  async create(model: NewModel): Promise<void> {
    const config = checkJson(model.config, 'models.config');
    const metrics = checkJson(model.metrics, 'models.metrics');
    await this.#context.transaction(async (inside) => {
      const added = await inside.rows(
        sql`insert into models (id, version, parent_id, watermark, created_at, config, metrics)
          values (${checkKey(model.id, 'models.id')}, (select coalesce(max(version), 0) + 1 from models),
            ${model.parentId}, ${model.watermark}::bigint, ${model.createdAt}::bigint,
            ${config}::text::jsonb, ${metrics}::text::jsonb)
          on conflict do nothing returning id`,
      );
      if (added.length === 0) {
        throw new StoreConflictError(
          `There is a model ${model.id} already. Give the new one its own id.`,
        );
      }
      for (const [name, bytes] of model.parts) await storePart(inside, model.id, name, bytes);
    });
  }

  /** What a model is made of; empty for an unknown one. */
  async parts(id: string): Promise<Map<string, Uint8Array>> {
    const list = await this.#context.rows(
      sql<{ name: string; chunks: number; size: number }>`select name, count(*) as chunks,
          sum(length(bytes))::bigint as size
        from model_parts where model_id = ${id} group by name order by name`,
    );
    const parts = new Map<string, Uint8Array>();
    for (const { name, chunks, size } of list) {
      const whole = new Uint8Array(size);
      let offset = 0;
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        const { base64 } = await this.#context.row(
          sql<{ base64: string }>`select encode(bytes, 'base64') as base64 from model_parts
            where model_id = ${id} and name = ${name} and chunk = ${chunk}::int`,
        );
        const bytes = Buffer.from(base64, 'base64');
        whole.set(bytes, offset);
        offset += bytes.length;
      }
      parts.set(name, whole);
    }
    return parts;
  }

  /** Puts parts of a model in the place of those of the same names. */
  async replaceParts(id: string, parts: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await this.#context.transaction(async (inside) => {
      for (const [name, bytes] of parts) {
        await inside.rows(sql`delete from model_parts where model_id = ${id} and name = ${name}`);
        await storePart(inside, id, name, bytes);
      }
    });
  }

  /**
   * Makes a model the one that serves, for all readers at once; the one before can be promoted again.
   * Whether everybody has a profile of it is for the caller to see to.
   * @param after the model that it takes the place of, null for none; whichever serves where nothing is said
   * @throws {StoreConflictError} for an unknown model, and where another one serves meanwhile
   */
  promote(id: string, at: number, after?: string | null): Promise<void> {
    const expected = after === undefined ? {} : { after };
    return switchModel(this.#context, { id, at, ...expected, consumer: PROFILES });
  }

  /** The model that the store speaks of: the one that it is bound to, or the one that serves. */
  active(): Promise<ModelRow | null> {
    return this.#context.remembered(ACTIVE_MODEL, async () => {
      const [row] = await this.#context.rows(
        sql<ModelRow>`${SELECT} where m.id = ${modelOf(this.#context)}`,
      );
      return row ?? null;
    });
  }

  /** The model that serves, whichever the store is bound to. */
  async serving(): Promise<ModelRow | null> {
    const [row] = await this.#context.rows(sql<ModelRow>`${SELECT} where m.id = ${SERVING}`);
    return row ?? null;
  }

  /** The model that served last before the one that does now. */
  async before(): Promise<ModelRow | null> {
    const [row] = await this.#context.rows(sql<ModelRow>`${SELECT} where m.id = (
      select model_id from model_promotions where model_id <> ${SERVING}
      order by sequence desc limit 1)`);
    return row ?? null;
  }

  /** Models whose profiles are made and kept beside the served ones: shadows first, the newest first. */
  beside(): Promise<ModelRow[]> {
    return this.#context.rows(sql<ModelRow>`${SELECT}
      where m.state = 'SHADOW' or (m.state = 'RETIRED' and m.encoding_total is not null)
      order by m.state desc, m.version desc`);
  }

  /**
   * Holds a model as it is until the surrounding transaction ends: it neither begins nor ceases to
   * serve, nor loses its profiles.
   * @returns whether it has profiles to be written through this store: through one that is bound to it
   * while it does not serve, through any other while it does
   */
  async hold(id: string): Promise<boolean> {
    const { modelId } = this.#context;
    const [row] = await this.#context.rows(
      sql<{ state: ModelState; living: boolean }>`select state, encoding_total is not null as living
        from models where id = ${id} for key share`,
    );
    return row?.living === true && (row.state === 'SERVING') === (modelId === null);
  }

  /**
   * Holds which model the store speaks of, until the surrounding transaction ends: what is read and
   * written in between is all of one model. Call it before anything else is held, as a switch does.
   * @returns false where that model's profiles and verdicts were taken away
   */
  async holdActive(): Promise<boolean> {
    if (this.#context.shared.kind === 'embedded') {
      // One transaction at a time: nobody switches in between.
      const active = await this.active();
      return active === null || active.state !== 'RETIRED' || active.encoding !== null;
    }
    for (;;) {
      const { id } = await this.#nowActive();
      // Before the first switch there is no row to hold: it waits for the table.
      if (id === null) await this.#context.rows(sql`lock table model_promotions in share mode`);
      const [row] = await this.#context.rows(
        sql<{ gone: boolean }>`select state = 'RETIRED' and encoding_total is null as gone
          from models where id = ${id} for key share`,
      );
      // Whoever switched while this one waited has made another one the serving model.
      if ((await this.#nowActive()).id === id) return row?.gone !== true;
    }
  }

  #nowActive(): Promise<{ id: string | null }> {
    return this.#context.row(sql<{ id: string | null }>`select ${modelOf(this.#context)} as id`);
  }

  /**
   * Changes the state of a model that does not serve. @returns whether it was in one of those before
   */
  async change(
    id: string,
    from: readonly ModelState[],
    to: Exclude<ModelState, 'SERVING'>,
    at: number,
  ): Promise<boolean> {
    const changed = await this.#write(sql`update models set state = ${to},
        retired_at = case when ${to} = 'RETIRED' then ${at}::bigint end, pruned_at = null
      where id = ${id} and state = any(${textArray(from)}) returning 1`);
    return changed.length > 0;
  }

  /**
   * Notes that everybody's profiles of a model are being made.
   * @returns false where they are, or were, already; nothing changes then
   */
  async beginEncoding(id: string, total: number): Promise<boolean> {
    const begun = await this.#write(sql`update models set encoding_total = ${total}::bigint,
        encoding_users = 0, encoding_cursor = null, encoded_at = null, encoded_sequence = null
      where id = ${id} and encoding_total is null and state <> 'RETIRED' returning 1`);
    return begun.length > 0;
  }

  /** Notes that everything of a model is there that serving takes. */
  async makeReady(id: string, at: number): Promise<void> {
    await this.#write(sql`update models set ready_at = ${at}::bigint
      where id = ${id} and ready_at is null and encoded_at is not null`);
  }

  /**
   * Notes that a page of users was encoded; call it in the transaction that stores their profiles.
   * @param next null where it was the last page
   * @throws {RangeLostError} where another process did that page meanwhile
   */
  async advanceEncoding(
    id: string,
    { cursor }: Pick<ModelEncoding, 'cursor'>,
    next: string | null,
    users: number,
    at: number,
  ): Promise<void> {
    const done = next === null;
    const advanced = await this.#write(sql`update models set encoding_cursor = ${next},
        encoding_users = encoding_users + ${users}::bigint,
        encoded_at = case when ${done} then ${at}::bigint end,
        encoded_sequence = case when ${done} then (select coalesce(max(sequence), 0) from events) end
      where id = ${id} and encoded_at is null and encoding_total is not null
        and encoding_cursor is not distinct from ${cursor} returning 1`);
    if (advanced.length === 0) throw new RangeLostError();
  }

  /** Retired models whose profiles need not be kept, or were not taken away to the end. */
  retired(before: number): Promise<ModelRow[]> {
    return this.#context.rows(sql<ModelRow>`${SELECT} where m.state = 'RETIRED'
      and m.pruned_at is null and (m.encoding_total is null or m.retired_at <= ${before}::bigint)`);
  }

  /**
   * Takes away what a retired model has beside its weights: profiles, verdicts, its place
   * in the feed; some users at a time. The weights stay: answers about the past are made with them.
   * @returns whether anything was left
   */
  async prune(id: string, users: number, at: number): Promise<boolean> {
    return this.#context.transaction(async (inside) => {
      const [held] = await inside.rows(
        sql`select 1 from models where id = ${id} and state = 'RETIRED' for update`,
      );
      if (held === undefined) return false;
      inside.forgetAnswers();
      // First what says that there are profiles, so that nobody writes or promotes any of them.
      await inside.rows(sql`update models set encoding_total = null, encoding_cursor = null,
        encoding_users = 0, encoded_at = null, encoded_sequence = null, ready_at = null
        where id = ${id}`);
      await inside.rows(sql`delete from consumers where ${isOf(placeOfModel(PROFILES, id))}`);
      const gone = await inside.rows(sql`with gone as (
          select user_id from profiles where model_id = ${id} order by user_id limit ${users}::int
        ), verdicts as (
          delete from memberships where model_id = ${id} and user_id in (select user_id from gone)
        ) delete from profiles where model_id = ${id} and user_id in (select user_id from gone)
        returning 1`);
      if (gone.length > 0) return true;
      await inside.rows(sql`delete from memberships where model_id = ${id}`);
      await inside.rows(sql`delete from model_segments where model_id = ${id}`);
      await inside.rows(sql`update models set pruned_at = ${at}::bigint where id = ${id}`);
      return false;
    });
  }

  /** The model that served at an instant. */
  async activeAt(at: number): Promise<ModelRow | null> {
    const [row] = await this.#context.rows(
      sql<ModelRow>`${SELECT} where m.id = (select model_id from model_promotions
        where at <= ${at}::bigint order by sequence desc limit 1)`,
    );
    return row ?? null;
  }

  /** All models, newest first. */
  list(): Promise<ModelRow[]> {
    return this.#context.rows(sql<ModelRow>`${SELECT} order by m.created_at desc, m.id desc`);
  }

  async byId(id: string): Promise<ModelRow | null> {
    const [row] = await this.#context.rows(sql<ModelRow>`${SELECT} where m.id = ${id}`);
    return row ?? null;
  }

  #write(statement: RawBuilder<unknown>): Promise<unknown[]> {
    return this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      return inside.rows(statement);
    });
  }
}

async function storePart(
  context: StoreContext,
  id: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const start = chunk * CHUNK_BYTES;
    // As base64, which both drivers pass on unread: a byte parameter takes the embedded one ten times
    // as long.
    const piece = Buffer.from(bytes.slice(start, start + CHUNK_BYTES)).toString('base64');
    await context.rows(sql`insert into model_parts (model_id, name, chunk, bytes)
      values (${id}, ${checkKey(name, 'model_parts.name')}, ${chunk}::int, decode(${piece}::text, 'base64'))`);
  }
}
