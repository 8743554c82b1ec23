import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreConflictError } from './errors.ts';
import type { Json } from './json.ts';
import { checkJson, checkKey } from './values.ts';

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

export interface ModelRow extends Omit<NewModel, 'parts'> {
  readonly active: boolean;
  /** When it was last made the active one; null where it never was. */
  readonly promotedAt: number | null;
}

const SELECT = sql`select m.id, m.parent_id as "parentId", m.watermark, m.created_at as "createdAt",
  m.config, m.metrics,
  coalesce(m.id = (select model_id from model_promotions order by sequence desc limit 1), false) as active,
  (select max(p.at) from model_promotions p where p.model_id = m.id) as "promotedAt"
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
        sql`insert into models (id, parent_id, watermark, created_at, config, metrics)
          values (${checkKey(model.id, 'models.id')}, ${model.parentId}, ${model.watermark}::bigint,
            ${model.createdAt}::bigint, ${config}::text::jsonb, ${metrics}::text::jsonb)
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

  /**
   * Makes a model the one that serves; the one before can be promoted again.
   * @throws {StoreConflictError} for an unknown model
   */
  async promote(id: string, at: number): Promise<void> {
    await this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      const added = await inside.rows(
        sql`insert into model_promotions (model_id, at)
          select id, ${at}::bigint from models where id = ${id} returning model_id`,
      );
      if (added.length === 0) {
        throw new StoreConflictError(
          `There is no model ${id}. List the models to see which there are.`,
        );
      }
    });
  }

  active(): Promise<ModelRow | null> {
    return this.#context.remembered('the active model', async () => {
      const [row] = await this.#context.rows(
        sql<ModelRow>`${SELECT} where m.id =
          (select model_id from model_promotions order by sequence desc limit 1)`,
      );
      return row ?? null;
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
