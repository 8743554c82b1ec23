import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { checkText } from './values.ts';

/** The run of one stream that is under way, or the last one. Times in milliseconds since the epoch. */
export interface SourceRun {
  readonly sourceId: string;
  readonly stream: string;
  /** Null for a stream that was never read here: applications send it. */
  readonly startedAt: number | null;
  /** When it was last seen at work. */
  readonly seenAt: number;
  readonly endedAt: number | null;
  /** How it failed, by what to do about it; null where it did not. */
  readonly failedAction: string | null;
  /** What it has taken in. */
  readonly records: number;
  readonly events: number;
}

/** What one stream took in since an instant. */
export interface SourceThroughput {
  readonly sourceId: string;
  readonly stream: string;
  readonly records: number;
  readonly events: number;
  readonly rejected: number;
}

const MINUTE_MS = 60_000;
/** An hour is told, to the minute; the current one is not over. */
const KEPT_MINUTES = 90;

/** Which streams are at work, and how much they take in. */
export class SourceRunTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Notes that a stream is being read from now on; what the run takes in is counted from nothing. */
  async begin(sourceId: string, stream: string, at: number): Promise<void> {
    await this.#context.rows(sql`insert into source_runs (source_id, stream, started_at, seen_at)
      values (${checkText(sourceId, 'source_runs.source_id')},
        ${checkText(stream, 'source_runs.stream')}, ${at}::bigint, ${at}::bigint)
      on conflict (source_id, stream) do update set started_at = excluded.started_at,
        seen_at = excluded.seen_at, ended_at = null, failed_action = null, records = 0, events = 0`);
  }

  /** Notes what a batch brought; call it in the transaction that stores the batch. */
  async add(
    sourceId: string,
    stream: string,
    batch: {
      readonly records: number;
      readonly events: number;
      readonly rejected: number;
      readonly at: number;
    },
  ): Promise<void> {
    const { records, events, rejected, at } = batch;
    const minute = Math.floor(at / MINUTE_MS);
    await this.#context.send(sql`with minutes as (
        insert into source_minutes as known (source_id, stream, minute, records, events, rejected)
        values (${sourceId}, ${stream}, ${minute}::bigint, ${records}::bigint, ${events}::bigint,
          ${rejected}::bigint)
        on conflict (source_id, stream, minute) do update set
          records = known.records + excluded.records,
          events = known.events + excluded.events,
          rejected = known.rejected + excluded.rejected
      ), pruned as (
        delete from source_minutes where source_id = ${sourceId} and stream = ${stream}
          and minute < ${minute - KEPT_MINUTES}::bigint
      )
      insert into source_runs as known (source_id, stream, seen_at, records, events)
      values (${checkText(sourceId, 'source_runs.source_id')},
        ${checkText(stream, 'source_runs.stream')}, ${at}::bigint, ${records}::bigint,
        ${events}::bigint)
      on conflict (source_id, stream) do update set seen_at = excluded.seen_at,
        records = known.records + excluded.records, events = known.events + excluded.events`);
  }

  /** Says that a stream is still at work, where no batch says so. */
  async see(sourceId: string, stream: string, at: number): Promise<void> {
    await this.#context.rows(sql`update source_runs set seen_at = ${at}::bigint
      where source_id = ${sourceId} and stream = ${stream} and ended_at is null`);
  }

  /** @param failedAction what a person has to do; null where it went well */
  async end(
    sourceId: string,
    stream: string,
    at: number,
    failedAction: string | null,
  ): Promise<void> {
    await this.#context.rows(sql`update source_runs set ended_at = ${at}::bigint,
        seen_at = ${at}::bigint, failed_action = ${failedAction}
      where source_id = ${sourceId} and stream = ${stream}`);
  }

  /** Of every stream the run under way or the last one, by source, then stream. */
  async all(): Promise<SourceRun[]> {
    return this.#context.rows(
      sql<SourceRun>`select source_id as "sourceId", stream, started_at as "startedAt",
          seen_at as "seenAt", ended_at as "endedAt", failed_action as "failedAction", records, events
        from source_runs order by source_id, stream`,
    );
  }

  /** What each stream took in since an instant, to the minute; little more than an hour is kept. */
  async throughput(since: number): Promise<SourceThroughput[]> {
    return this.#context.rows(
      sql<SourceThroughput>`select source_id as "sourceId", stream, sum(records)::bigint as records,
          sum(events)::bigint as events, sum(rejected)::bigint as rejected
        from source_minutes where minute > ${Math.floor(since / MINUTE_MS)}::bigint
        group by source_id, stream order by source_id, stream`,
    );
  }

  async remove(sourceId: string): Promise<void> {
    await this.#context.transaction(async (inside) => {
      await inside.rows(sql`delete from source_minutes where source_id = ${sourceId}`);
      await inside.rows(sql`delete from source_runs where source_id = ${sourceId}`);
    });
  }
}
