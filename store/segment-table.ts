import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { StoreConflictError } from './errors.ts';
import type { Json } from './json.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
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

const SELECT = sql`select id, version, kind, name, description, definition, model_id as "modelId",
  created_at as "createdAt", updated_at as "updatedAt", archived_at as "archivedAt" from segments`;

/** Segments and every definition that they ever had. */
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
    const [saved] = await inside.rows(
      sql<{ version: number }>`insert into segments as known
          (id, version, kind, name, description, definition, model_id, created_at, updated_at)
        values (${id}, 1, ${kind}, ${name}, ${description}, ${definition}::text::jsonb, ${modelId},
          ${at}::bigint, ${at}::bigint)
        on conflict (id) do update set version = known.version + 1, kind = excluded.kind,
          name = excluded.name, description = excluded.description,
          definition = excluded.definition, model_id = excluded.model_id,
          updated_at = excluded.updated_at, archived_at = null
        where (known.kind, known.name, known.description, known.definition) <>
            (excluded.kind, excluded.name, excluded.description, excluded.definition)
          or known.model_id is distinct from excluded.model_id or known.archived_at is not null
        returning version`,
    );
    if (!saved) {
      const same = sql<{ version: number }>`select version from segments where id = ${id}`;
      return (await inside.row(same)).version;
    }
    await inside.rows(sql`insert into segment_versions
        (id, version, kind, name, description, definition, model_id, at)
      values (${id}, ${saved.version}::bigint, ${kind}, ${name}, ${description},
        ${definition}::text::jsonb, ${modelId}, ${at}::bigint)`);
    return saved.version;
  }

  async byIds(ids: readonly string[]): Promise<Map<string, SegmentRow>> {
    const rows = await this.#context.rows(
      sql<SegmentRow>`${SELECT} where id = any(${textArray(ids)})`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Segments by id, archived ones only on request. */
  page(page: KeysetPage, filter: SegmentFilter = {}): Promise<Page<SegmentRow>> {
    const kind = filter.kind === undefined ? sql`true` : sql`kind = ${filter.kind}`;
    const archived = filter.includeArchived ? sql`true` : sql`archived_at is null`;
    return readPage(
      this.#context,
      sql<SegmentRow>`${SELECT} where ${kind} and ${archived}`,
      [{ column: 'id', type: 'text' }],
      page,
    );
  }

  /** @throws {StoreConflictError} for an unknown segment; archiving twice keeps the first time */
  async archive(id: string, at: number): Promise<void> {
    await this.#context.transaction(async (inside) => {
      inside.forgetAnswers();
      const found = await inside.rows(sql`update segments
        set archived_at = coalesce(archived_at, ${at}::bigint) where id = ${id} returning id`);
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
      this.#context.rows(sql<SegmentRow>`${SELECT} where archived_at is null order by id`),
    );
  }

  /** Every version of a segment, oldest first. */
  versions(id: string): Promise<SegmentVersionRow[]> {
    return this.#context.rows(
      sql<SegmentVersionRow>`select id, version, kind, name, description, definition,
        model_id as "modelId", at from segment_versions where id = ${id} order by version`,
    );
  }
}

function taken(id: string): StoreConflictError {
  return new StoreConflictError(
    `There is a segment ${id} already. Choose another id, or save a new version of that segment.`,
  );
}
