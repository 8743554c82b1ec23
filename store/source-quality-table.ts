import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { integer, key, real, unnest } from './unnest.ts';

/** What one field of one stream held on one day: numbers that add up, and nobody's values. */
export interface FieldStatistics {
  readonly field: string;
  /** How often it was there and held something. */
  readonly counted: number;
  /** How often that was a number; the rest of the row is about those. */
  readonly numbers: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly total: number;
  /** The sum of the squares. */
  readonly squares: number;
}

export interface DailyStatistics extends FieldStatistics {
  readonly sourceId: string;
  readonly stream: string;
  /** Days since the epoch, UTC. */
  readonly day: number;
}

/** Four weeks to compare with, and the week that is compared. */
const KEPT_DAYS = 35;
/** A stream whose field names never repeat must not fill the store: further ones are left out. */
const MOST_FIELDS_A_DAY = 400;

/** Daily figures of what came from each stream, kept for five weeks. */
export class SourceQualityTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Adds a batch's figures to its day; call it in the transaction that stores the batch. */
  async add(
    sourceId: string,
    stream: string,
    day: number,
    fields: readonly FieldStatistics[],
  ): Promise<void> {
    if (fields.length === 0) return;
    const input = unnest('source_quality', fields, {
      field: key((row) => row.field),
      counted: integer((row) => row.counted),
      numbers: integer((row) => row.numbers),
      minimum: real((row) => row.minimum),
      maximum: real((row) => row.maximum),
      total: real((row) => row.total),
      squares: real((row) => row.squares),
    });
    const ofDay = sql`there.source_id = ${sourceId} and there.stream = ${stream}
      and there.day = ${day}::bigint`;
    await this.#context.send(sql`with pruned as (
        delete from source_quality where source_id = ${sourceId} and stream = ${stream}
          and day < ${day - KEPT_DAYS}::bigint
      )
      insert into source_quality as known (source_id, stream, day, field, counted, numbers,
        minimum, maximum, total, squares)
      select ${sourceId}, ${stream}, ${day}::bigint, field, counted, numbers, minimum, maximum,
        total, squares from ${input}
      where (select count(*) from source_quality there where ${ofDay}) < ${MOST_FIELDS_A_DAY}::int
        or exists (select 1 from source_quality there where ${ofDay} and there.field = input.field)
      order by field
      on conflict (source_id, stream, day, field) do update set
        counted = known.counted + excluded.counted,
        numbers = known.numbers + excluded.numbers,
        minimum = least(known.minimum, excluded.minimum),
        maximum = greatest(known.maximum, excluded.maximum),
        total = known.total + excluded.total,
        squares = known.squares + excluded.squares`);
  }

  /** The figures of some sources, of all where none is named, by stream, day, field. */
  async read(
    sourceId: string | null,
    options: { readonly fromDay?: number; readonly stream?: string } = {},
  ): Promise<DailyStatistics[]> {
    const { fromDay = 0, stream } = options;
    return this.#context.rows(
      sql<DailyStatistics>`select source_id as "sourceId", stream, day, field, counted, numbers,
          minimum, maximum, total, squares
        from source_quality
        where ${sourceId === null ? sql`true` : sql`source_id = ${sourceId}`}
          and ${stream === undefined ? sql`true` : sql`stream = ${stream}`}
          and day >= ${fromDay}::bigint
        order by source_id, stream, day, field`,
    );
  }

  async remove(sourceId: string): Promise<void> {
    await this.#context.rows(sql`delete from source_quality where source_id = ${sourceId}`);
  }
}
