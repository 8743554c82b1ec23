import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { checkJson, checkText } from './values.ts';

/** What a committed batch of one stream adds to its state. */
export interface SourceProgress {
  /** What the connector needs to go on after this batch; what is stored stays if it is left out. */
  readonly state?: Json;
  /** The state that the store must still hold; whatever it holds where this is left out. */
  readonly from?: Json;
  /**
   * Whether `state` and `from` are objects that hold only the members to move: each is compared and
   * set by itself, and the other members stay, so that several processes share a stream.
   */
  readonly partitioned?: boolean;
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

  /** What `saveSchema` stored last; null before the first time. */
  async schema(sourceId: string, stream: string): Promise<Json> {
    const [row] = await this.#context.rows(
      sql<{ schema: Json }>`select schema from source_states
        where source_id = ${sourceId} and stream = ${stream}`,
    );
    return row?.schema ?? null;
  }

  /** Notes the schema that a stream was read with; the stream has a state already. */
  async saveSchema(sourceId: string, stream: string, schema: Json): Promise<void> {
    await this.#context.rows(sql`update source_states
      set schema = ${jsonb(schema)}
      where source_id = ${sourceId} and stream = ${stream}`);
  }

  /**
   * Notes a batch as taken in; call it last in the transaction that stores the batch, because it holds
   * the stream's row until the commit.
   * @returns false where the store does not hold `from` any more; nothing is changed then
   */
  async save(sourceId: string, stream: string, progress: SourceProgress): Promise<boolean> {
    const state = jsonb(progress.state ?? null);
    const { watermark, records, events, duplicates, rejected, at } = progress;
    const saving = sql`insert into source_states as known
        (source_id, stream, state, watermark, records, events, duplicates, rejected, last_success_at)
      select ${checkText(sourceId, 'source_states.source_id')},
        ${checkText(stream, 'source_states.stream')}, ${state}, ${watermark}::bigint,
        ${records}::bigint, ${events}::bigint, ${duplicates}::bigint, ${rejected}::bigint, ${at}::bigint
      where ${stillFrom(
        progress,
        sql`(select state from source_states
        where source_id = ${sourceId} and stream = ${stream})`,
      )}
      on conflict (source_id, stream) do update set
        state = ${movedState(progress)},
        watermark = greatest(known.watermark, excluded.watermark),
        records = known.records + excluded.records,
        events = known.events + excluded.events,
        duplicates = known.duplicates + excluded.duplicates,
        rejected = known.rejected + excluded.rejected,
        last_success_at = excluded.last_success_at
      where ${stillFrom(progress, sql`known.state`)}
      returning 1`;
    if (progress.from !== undefined) return (await this.#context.rows(saving)).length > 0;
    await this.#context.send(saving);
    return true;
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

  /** Counts what was taken in beside the reading, of records that had been kept aside. */
  async addLater(
    sourceId: string,
    stream: string,
    counts: {
      readonly events: number;
      readonly duplicates: number;
      readonly latestAt: number | null;
    },
  ): Promise<void> {
    const { events, duplicates, latestAt } = counts;
    await this.#context.rows(sql`update source_states set events = events + ${events}::bigint,
        duplicates = duplicates + ${duplicates}::bigint,
        watermark = greatest(watermark, ${latestAt}::bigint)
      where source_id = ${sourceId} and stream = ${stream}`);
  }

  /** Forgets how far a source was read; what was taken in stays. */
  async remove(sourceId: string): Promise<void> {
    await this.#context.rows(sql`delete from source_states where source_id = ${sourceId}`);
  }
}

const jsonb = (state: Json) => sql`${checkJson(state, 'source_states.state')}::text::jsonb`;

const membersOf = (state: RawBuilder<unknown>) =>
  sql`case jsonb_typeof(${state}) when 'object' then ${state} else '{}'::jsonb end`;

function movedState({ state, partitioned }: SourceProgress): RawBuilder<unknown> {
  if (state === undefined) return sql`known.state`;
  return partitioned ? sql`${membersOf(sql`known.state`)} || excluded.state` : sql`excluded.state`;
}

/** Whether a stored state is, or for a partitioned one holds, what a batch went on from. */
function stillFrom(
  { from, partitioned }: SourceProgress,
  stored: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (from === undefined) return sql`true`;
  if (!partitioned) return sql`coalesce(${stored}, 'null') = ${jsonb(from)}`;
  return sql`not exists (select from jsonb_each(${jsonb(from)}) as member
    where coalesce(${membersOf(stored)} -> member.key, 'null') <> member.value)`;
}
