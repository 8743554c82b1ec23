import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreConflictError } from './errors.ts';
import type { Json } from './json.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
import { isServed, modelOf, SERVING } from './served-model.ts';
import { textArray } from './unnest.ts';
import { checkJson, checkKey, checkText } from './values.ts';

export type SegmentKind = 'RULE' | 'LEARNED' | 'PREDICTIVE' | 'LOOKALIKE';

/** What a segment is from now on. */
export interface NewSegment {
  /** A slug; stays the same over all versions. */
  readonly id: string;
  readonly kind: SegmentKind;
  readonly name: string;
  readonly description: string;
  readonly definition: Json;
  /** The model that it rests on; null where it rests on none. */
  readonly modelId: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface SegmentRow extends Omit<NewSegment, 'at'> {
  /** Counts the definitions, from 1. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

export interface SegmentVersionRow extends NewSegment {
  readonly version: number;
}

export interface SegmentFilter {
  readonly kind?: SegmentKind;
  readonly includeArchived?: boolean;
}

/**
 * Segments and every definition that they ever had. Those that rest on a model have a version for each:
 * which one is read follows the model that the store speaks of, so that nothing is rewritten when
 * another model serves.
 */
export class SegmentTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Makes a new segment.
   * @returns its version, which is 1
   * @throws {StoreConflictError} where the id is taken, also by an archived segment
   */
  create(segment: NewSegment): Promise<number> {
    return this.#context.transaction(async (inside) => {
      const known = await inside.rows(sql`select 1 from segments where id = ${segment.id}`);
      if (known.length > 0) throw taken(segment.id);
      const version = await this.#save(inside, segment);
      // Somebody else made it between the look and the insert.
      if (version !== 1) throw taken(segment.id);
      return version;
    });
  }

  /**
   * Makes a segment or gives it a new version; an archived one is active again. A segment that is
   * exactly so already keeps its version.
   * @returns the version that holds now
   */
  saveVersion(segment: NewSegment): Promise<number> {
    return this.#context.transaction((inside) => this.#save(inside, segment));
  }

  async #save(inside: StoreContext, segment: NewSegment): Promise<number> {
    inside.forgetAnswers();
    const { kind, modelId, at } = segment;
    const id = checkKey(segment.id, 'segments.id');
    const name = checkText(segment.name, 'segments.name');
    const description = checkText(segment.description, 'segments.description');
    const definition = checkJson(segment.definition, 'segments.definition');
    const [same] = await inside.rows(
      sql<{ version: number }>`select version from (${selectSegments(inside, modelId)}) known
        where (id, kind, name, description, definition) =
            (${id}, ${kind}, ${name}, ${description}, ${definition}::text::jsonb)
          and "modelId" is not distinct from ${modelId} and "archivedAt" is null`,
    );
    if (same) return same.version;
    const served = await inside.row(
      sql<{
        served: boolean;
      }>`select ${modelId}::text is null or ${isServed(sql`${modelId}::text`)} as served`,
    );
    const next = sql`select coalesce(max(version), 0) from segment_versions where id = ${id}`;
    const saved = served.served
      ? await inside.row(
          sql<{ version: number }>`insert into segments as known
              (id, version, kind, name, description, definition, model_id, created_at, updated_at)
            values (${id}, (${next}) + 1, ${kind}, ${name}, ${description}, ${definition}::text::jsonb,
              ${modelId}, ${at}::bigint, ${at}::bigint)
            on conflict (id) do update set version = greatest(known.version, (${next})) + 1,
              kind = excluded.kind, name = excluded.name, description = excluded.description,
              definition = excluded.definition, model_id = excluded.model_id,
              updated_at = excluded.updated_at, archived_at = null
            returning version`,
        )
      : await inside.row(sql<{ version: number }>`select (${next}) + 1 as version`);
    await inside.rows(sql`insert into segment_versions
        (id, version, kind, name, description, definition, model_id, at)
      values (${id}, ${saved.version}::bigint, ${kind}, ${name}, ${description},
        ${definition}::text::jsonb, ${modelId}, ${at}::bigint)`);
    if (modelId !== null) await this.#belong(inside, modelId, id, saved.version);
    if (served.served) await activate(inside, id, saved.version, at);
    return saved.version;
  }

  /** Makes a version of a segment the one that a model has; other segments of its are left alone. */
  async #belong(inside: StoreContext, modelId: string, id: string, version: number): Promise<void> {
    await inside.rows(sql`insert into model_segments (model_id, id, version)
      values (${modelId}, ${id}, ${version}::bigint)
      on conflict (model_id, id) do update set version = excluded.version`);
  }

  /**
   * Ends segments that rest on a model which does not serve, all but the given ones; of those that it
   * does not have itself it takes over the version of the model that serves.
   */
  async keepOfModel(modelId: string, ids: readonly string[]): Promise<void> {
    const kept = sql`any(${textArray(ids)})`;
    await this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      await inside.rows(
        sql`delete from model_segments own where model_id = ${modelId}
          and exists (select 1 from segment_versions v where v.id = own.id and v.version = own.version
            and v.kind = 'LEARNED') and id <> all(${textArray(ids)})`,
      );
      await inside.rows(sql`insert into model_segments (model_id, id, version)
        select ${modelId}, id, version from model_segments where model_id = ${SERVING} and id = ${kept}
        on conflict do nothing`);
    });
  }

  async byIds(ids: readonly string[]): Promise<Map<string, SegmentRow>> {
    const rows = await this.#context.rows(
      sql<SegmentRow>`select * from (${this.#select}) rows where id = any(${textArray(ids)})`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Segments by id, archived ones only on request. */
  page(page: KeysetPage, filter: SegmentFilter = {}): Promise<Page<SegmentRow>> {
    const kind = filter.kind === undefined ? sql`true` : sql`kind = ${filter.kind}`;
    const archived = filter.includeArchived ? sql`true` : sql`"archivedAt" is null`;
    return readPage(
      this.#context,
      sql<SegmentRow>`select * from (${this.#select}) rows where ${kind} and ${archived}`,
      [{ column: 'id', type: 'text' }],
      page,
    );
  }

  /** @throws {StoreConflictError} for an unknown segment; archiving twice keeps the first time */
  async archive(id: string, at: number): Promise<void> {
    await this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      const found = await inside.rows(sql`with own as (
          delete from model_segments where id = ${id} and model_id = ${modelOf(inside)}
        ) update segments set archived_at = coalesce(archived_at, ${at}::bigint)
          where id = ${id} returning id`);
      if (found.length === 0) {
        throw new StoreConflictError(
          `There is no segment ${id}. List the segments to see which there are.`,
        );
      }
    });
  }

  /** All active segments by id. */
  all(): Promise<readonly SegmentRow[]> {
    return this.#context.remembered('the active segments', () =>
      this.#context.rows(
        sql<SegmentRow>`select * from (${this.#select}) rows where "archivedAt" is null order by id`,
      ),
    );
  }

  /** Every version of a segment, oldest first; one that held again later stands there again. */
  versions(id: string): Promise<SegmentVersionRow[]> {
    return this.#context.rows(
      sql<SegmentVersionRow>`select v.id, v.version, v.kind, v.name, v.description, v.definition,
          v.model_id as "modelId", active.at
        from segment_activations active
          join segment_versions v on v.id = active.id and v.version = active.version
        where active.id = ${id} order by active.sequence`,
    );
  }

  /** The greatest number at the end of the ids that begin so, of all segments that there ever were. */
  async lastNumber(prefix: string): Promise<number> {
    const { last } = await this.#context.row(
      sql<{
        last: number;
      }>`select coalesce(max(substr(id, ${prefix.length + 1}::int)::bigint), 0) as last
        from segment_versions where starts_with(id, ${prefix})
          and substr(id, ${prefix.length + 1}::int) ~ '^[0-9]{1,9}$'`,
    );
    return last;
  }

  get #select(): RawBuilder<SegmentRow> {
    return selectSegments(this.#context, null);
  }
}

/** Notes that a version holds from an instant on. */
export async function activate(
  context: StoreContext,
  id: string,
  version: number,
  at: number,
): Promise<void> {
  await context.rows(sql`insert into segment_activations (id, version, at)
    values (${id}, ${version}::bigint, ${at}::bigint)`);
}

/**
 * Segments as one model has them. A learned segment that the model has none of is archived under it, as
 * soon as the model has learned segments at all.
 * @param modelId null: of the model that the store speaks of
 */
function selectSegments(context: StoreContext, modelId: string | null): RawBuilder<SegmentRow> {
  const model = modelId === null ? modelOf(context) : sql`${modelId}::text`;
  return sql<SegmentRow>`select coalesce(own.id, s.id) as id, coalesce(own.version, s.version) as version,
      coalesce(own.kind, s.kind) as kind, coalesce(own.name, s.name) as name,
      coalesce(own.description, s.description) as description,
      coalesce(own.definition, s.definition) as definition,
      case when own.id is null then s.model_id else own.model_id end as "modelId",
      coalesce(s.created_at, own.at) as "createdAt",
      case when own.id is null then s.updated_at else own.at end as "updatedAt",
      case when own.id is not null then null
        when s.kind = 'LEARNED' and exists (select 1 from model_segments where model_id = ${model})
          then coalesce(s.archived_at, s.updated_at)
        else s.archived_at end as "archivedAt"
    from segments s full join (
      select v.* from model_segments m
        join segment_versions v on v.id = m.id and v.version = m.version
      where m.model_id = ${model}) own on own.id = s.id`;
}

function taken(id: string): StoreConflictError {
  return new StoreConflictError(
    `There is a segment ${id} already. Choose another id, or save a new version of that segment.`,
  );
}
