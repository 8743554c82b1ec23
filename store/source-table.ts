import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { checkJson, checkText } from './values.ts';

/** What a committed batch of one stream adds to its state. */
export interface SourceProgress {
  /** What the connector needs to go on after this batch. */
  readonly state: Json;
  /** The time of the newest thing taken in, in milliseconds since the epoch; null keeps the old one. */
  readonly watermark: number | null;
  /** Counts of this batch alone; they are added up. */
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly at: number;
}

/** How one stream of one source stands. Times in milliseconds since the epoch. */
export interface SourceStatus {
  readonly sourceId: string;
  readonly stream: string;
  readonly state: Json;
  readonly watermark: number | null;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly lastSuccessAt: number | null;
  readonly lastErrorAt: number | null;
  /** In plain words, without secrets; null where the last try went well. */
  readonly lastError: string | null;
}

/** How far each stream of each source has been taken in. */
export class SourceTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** What `save` stored last; null before the first time. */
  async state(sourceId: string, stream: string): Promise<Json> {
    const [row] = await this.#context.rows(
      sql<{ state: Json }>`select state from source_states
        where source_id = ${sourceId} and stream = ${stream}`,
    );
    return row?.state ?? null;
  }

  /** Notes a batch as taken in; call it in the transaction that stores the batch. */
  async save(sourceId: string, stream: string, progress: SourceProgress): Promise<void> {
    const state = checkJson(progress.state, 'source_states.state');
    const { watermark, records, events, duplicates, rejected, at } = progress;
    await this.#context.rows(sql`insert into source_states as known
        (source_id, stream, state, watermark, records, events, duplicates, rejected, last_success_at)
      values (${checkText(sourceId, 'source_states.source_id')},
        ${checkText(stream, 'source_states.stream')}, ${state}::text::jsonb, ${watermark}::bigint,
        ${records}::bigint, ${events}::bigint, ${duplicates}::bigint, ${rejected}::bigint, ${at}::bigint)
      on conflict (source_id, stream) do update set
        state = excluded.state,
        watermark = greatest(known.watermark, excluded.watermark),
        records = known.records + excluded.records,
        events = known.events + excluded.events,
        duplicates = known.duplicates + excluded.duplicates,
        rejected = known.rejected + excluded.rejected,
        last_success_at = excluded.last_success_at`);
  }

  /** Every stream that was ever read, by source, then stream. */
  async status(): Promise<SourceStatus[]> {
    return this.#context.rows(
      sql<SourceStatus>`select source_id as "sourceId", stream, state, watermark, records, events,
          duplicates, rejected, last_success_at as "lastSuccessAt", last_error_at as "lastErrorAt",
          last_error as "lastError"
        from source_states order by source_id, stream`,
    );
  }

  /** Notes that reading failed; state and counts stay. */
  async saveError(sourceId: string, stream: string, message: string, at: number): Promise<void> {
    await this.#context.rows(sql`insert into source_states (source_id, stream, last_error, last_error_at)
      values (${sourceId}, ${stream}, ${checkText(message, 'source_states.last_error')}, ${at}::bigint)
      on conflict (source_id, stream) do update set
        last_error = excluded.last_error, last_error_at = excluded.last_error_at`);
  }

  async clearError(sourceId: string, stream: string): Promise<void> {
    await this.#context.rows(sql`update source_states set last_error = null
      where source_id = ${sourceId} and stream = ${stream}`);
  }

  /** Forgets how far a source was read; what was taken in stays. */
  async remove(sourceId: string): Promise<void> {
    await this.#context.rows(sql`delete from source_states where source_id = ${sourceId}`);
  }
}
