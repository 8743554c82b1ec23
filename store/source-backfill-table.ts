import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import type { SourceProgress } from './source-table.ts';
import { checkJson, checkText } from './values.ts';

/** Which range of which stream is read once more; both ends are included. */
export interface BackfillRange {
  readonly sourceId: string;
  readonly stream: string;
  readonly from: string;
  readonly until: string;
}

/** How far a backfill is. Times in milliseconds since the epoch. */
export interface SourceBackfill extends BackfillRange {
  readonly records: number;
  /** Events that were not there before. */
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly begunAt: number;
  /** When all of the range was read; null before. */
  readonly endedAt: number | null;
  /** In plain words, without secrets; null where the last try went well. */
  readonly lastError: string | null;
}

/** Backfills with states of their own, so that the streams' states stay where they are. */
export class SourceBackfillTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Notes that a range is wanted: one that was cut off goes on, one that has ended begins anew.
   * @returns whether it goes on
   */
  async begin(range: BackfillRange, at: number): Promise<boolean> {
    const { sourceId, stream, from, until } = range;
    const [row] = await this.#context.rows(
      sql<{ goesOn: boolean }>`insert into source_backfills as known
        (source_id, stream, range_from, range_until, begun_at)
      values (${checkText(sourceId, 'source_backfills.source_id')},
        ${checkText(stream, 'source_backfills.stream')},
        ${checkText(from, 'source_backfills.range_from')},
        ${checkText(until, 'source_backfills.range_until')}, ${at}::bigint)
      on conflict (source_id, stream, range_from, range_until) do update set
        state = case when known.ended_at is null then known.state end,
        records = case when known.ended_at is null then known.records else 0 end,
        events = case when known.ended_at is null then known.events else 0 end,
        duplicates = case when known.ended_at is null then known.duplicates else 0 end,
        rejected = case when known.ended_at is null then known.rejected else 0 end,
        begun_at = case when known.ended_at is null then known.begun_at else excluded.begun_at end,
        ended_at = null, last_error = null
      returning state is not null as "goesOn"`,
    );
    return row?.goesOn ?? false;
  }

  /** What `save` stored last; null before the first time. */
  async state(range: BackfillRange): Promise<Json> {
    const [row] = await this.#context.rows(
      sql<{ state: Json }>`select state from source_backfills where ${isRange(range)}`,
    );
    return row?.state ?? null;
  }

  /**
   * Notes a batch as taken in; call it in the transaction that stores the batch.
   * @returns false where the store does not hold `from` any more; nothing is changed then
   */
  async save(range: BackfillRange, progress: SourceProgress): Promise<boolean> {
    const { state, from, records, events, duplicates, rejected } = progress;
    const moved = state === undefined ? sql`state` : jsonb(state);
    const rows = await this.#context.rows(sql`update source_backfills set state = ${moved},
        records = records + ${records}::bigint, events = events + ${events}::bigint,
        duplicates = duplicates + ${duplicates}::bigint, rejected = rejected + ${rejected}::bigint
      where ${isRange(range)} and ended_at is null
        and ${from === undefined ? sql`true` : sql`coalesce(state, 'null') = ${jsonb(from)}`}
      returning 1`);
    return rows.length > 0;
  }

  async saveError(range: BackfillRange, message: string): Promise<void> {
    await this.#context.rows(sql`update source_backfills
      set last_error = ${checkText(message, 'source_backfills.last_error')}
      where ${isRange(range)}`);
  }

  async clearError(range: BackfillRange): Promise<void> {
    await this.#context.rows(
      sql`update source_backfills set last_error = null where ${isRange(range)}`,
    );
  }

  /** Notes that all of the range was read. */
  async end(range: BackfillRange, at: number): Promise<void> {
    await this.#context.rows(
      sql`update source_backfills set ended_at = ${at}::bigint where ${isRange(range)}`,
    );
  }

  /** Every backfill there ever was, the newest first. */
  async all(): Promise<SourceBackfill[]> {
    return this.#context.rows(
      sql<SourceBackfill>`select source_id as "sourceId", stream, range_from as "from",
          range_until as "until", records, events, duplicates, rejected, begun_at as "begunAt",
          ended_at as "endedAt", last_error as "lastError"
        from source_backfills order by begun_at desc, source_id, stream, range_from, range_until`,
    );
  }
}

const jsonb = (state: Json) => sql`${checkJson(state, 'source_backfills.state')}::text::jsonb`;

const isRange = ({ sourceId, stream, from, until }: BackfillRange) =>
  sql`source_id = ${sourceId} and stream = ${stream}
    and range_from = ${from} and range_until = ${until}`;
