import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { type KeysetPage, type Page, readPage } from './page.ts';
import { integer, json, key, pieces, text, textArray, unnest } from './unnest.ts';

/** A row of a source that could not be taken in. */
export interface NewDeadLetter {
  /** Deterministic, so that the same bad row is one letter however often it is read. */
  readonly id: string;
  readonly sourceId: string;
  readonly stream: string;
  readonly recordKey: string | null;
  /** Where the row stands in its source. */
  readonly position: string | null;
  /** A code to group by. */
  readonly reason: string;
  /** What is wrong and what to do, without the row's values. */
  readonly message: string;
  readonly record: Json;
  /** When it was first met, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether the record is kept at its full length, because it is good and only waits. */
  readonly whole?: boolean;
}

export interface DeadLetter extends Omit<NewDeadLetter, 'whole'> {
  /** When it was taken in after all; null while it waits. */
  readonly replayedAt: number | null;
}

/** Which letters are meant, beside their source; all of them where nothing is said. */
export interface DeadLetterFilter {
  readonly stream?: string | undefined;
  readonly reason?: string | undefined;
  readonly ids?: readonly string[] | undefined;
}

const SELECT = sql`select id, source_id as "sourceId", stream, record_key as "recordKey", position,
  reason, message, record, at, replayed_at as "replayedAt" from dead_letters`;
const BATCH = 200;
const LONGEST_RECORD = 200_000;

/** A letter must always fit: NUL characters become their picture, and what is too long is cut. */
function storable(value: Json, whole = false): Json {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    return typeof part === 'string' ? part.replaceAll('\0', '\u2400').toWellFormed() : part;
  });
  if (text === undefined) return null;
  if (whole || text.length <= LONGEST_RECORD) {
    return JSON.parse(text.replaceAll('\\u0000', '\u2400'));
  }
  return {
    truncated: true,
    length: text.length,
    start: text.slice(0, LONGEST_RECORD / 2).toWellFormed(),
  };
}

const cut = (value: string | null, length: number) =>
  value === null ? null : value.slice(0, length).replaceAll('\0', '\u2400').toWellFormed();

/** Rows that could not be taken in, kept with the reason until they are replayed. */
export class DeadLetterTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Keeps letters; one that is there already stays as it is. Never refuses a record: over 200 kB of
   * JSON it keeps the beginning (`{ truncated, length, start }`) unless it is to be kept whole; a NUL
   * character becomes U+2400.
   */
  async add(letters: readonly NewDeadLetter[]): Promise<void> {
    for (const piece of pieces(letters, 500)) await this.#context.rows(insertLetters(piece));
  }

  /** Letters that wait, newest first; with `includeReplayed` the others as well. */
  page(
    sourceId: string | null,
    page: KeysetPage,
    options: DeadLetterFilter & { readonly includeReplayed?: boolean } = {},
  ): Promise<Page<DeadLetter>> {
    return readPage(
      this.#context,
      sql<DeadLetter>`${SELECT} where ${options.includeReplayed ? sql`true` : sql`replayed_at is null`}
        and ${among(sourceId, options)}`,
      [
        { column: 'at', type: 'bigint', descending: true },
        { column: 'id', type: 'text', descending: true },
      ],
      page,
    );
  }

  async byIds(ids: readonly string[]): Promise<Map<string, DeadLetter>> {
    const rows = await this.#context.rows(
      sql<DeadLetter>`${SELECT} where id = any(${textArray(ids)})`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Every letter that waits, by id, some at a time; replaying them meanwhile is safe. */
  async *pending(
    sourceId: string | null,
    filter: DeadLetterFilter = {},
  ): AsyncGenerator<DeadLetter[]> {
    let last = '';
    for (;;) {
      const rows = await this.#context.rows(
        sql<DeadLetter>`${SELECT} where replayed_at is null and ${among(sourceId, filter)} and id > ${last}
          order by id limit ${BATCH}::int`,
      );
      if (rows.length === 0) return;
      yield rows;
      last = rows.at(-1)!.id;
    }
  }

  async markReplayed(ids: readonly string[], at: number): Promise<void> {
    await this.#context.rows(sql`update dead_letters set replayed_at = ${at}::bigint
      where id = any(${textArray(ids)}) and replayed_at is null`);
  }

  /** Drops letters that wait, with what they hold. @returns how many there were */
  async discard(sourceId: string | null, filter: DeadLetterFilter = {}): Promise<number> {
    const { count } = await this.#context.row(
      sql<{ count: number }>`with dropped as (
          delete from dead_letters where replayed_at is null and ${among(sourceId, filter)}
          returning 1)
        select count(*) as count from dropped`,
    );
    return count;
  }

  /** How many letters wait. */
  async count(sourceId: string | null, filter: DeadLetterFilter = {}): Promise<number> {
    const { count } = await this.#context.row(
      sql<{ count: number }>`select count(*) as count from dead_letters
        where replayed_at is null and ${among(sourceId, filter)}`,
    );
    return count;
  }

  /** How many letters wait for which reason, most first. */
  async reasons(
    sourceId: string | null,
  ): Promise<{ sourceId: string; stream: string; reason: string; count: number }[]> {
    return this.#context.rows(
      sql<{ sourceId: string; stream: string; reason: string; count: number }>`
        select source_id as "sourceId", stream, reason, count(*) as count from dead_letters
        where replayed_at is null and ${among(sourceId, {})}
        group by source_id, stream, reason order by count(*) desc, source_id, stream, reason`,
    );
  }
}

function among(
  sourceId: string | null,
  { stream, reason, ids }: DeadLetterFilter,
): RawBuilder<unknown> {
  const conditions = [
    ...(sourceId === null ? [] : [sql`source_id = ${sourceId}`]),
    ...(stream === undefined ? [] : [sql`stream = ${stream}`]),
    ...(reason === undefined ? [] : [sql`reason = ${reason}`]),
    ...(ids === undefined ? [] : [sql`id = any(${textArray(ids)})`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function insertLetters(letters: readonly NewDeadLetter[]): RawBuilder<unknown> {
  const columns = {
    id: key<NewDeadLetter>((letter) => letter.id),
    source_id: key<NewDeadLetter>((letter) => letter.sourceId),
    stream: key<NewDeadLetter>((letter) => letter.stream),
    record_key: text<NewDeadLetter>((letter) => cut(letter.recordKey, 2_000)),
    position: text<NewDeadLetter>((letter) => cut(letter.position, 2_000)),
    reason: text<NewDeadLetter>((letter) => cut(letter.reason, 200)),
    message: text<NewDeadLetter>((letter) => cut(letter.message, 5_000)),
    record: json<NewDeadLetter>((letter) => storable(letter.record, letter.whole)),
    at: integer<NewDeadLetter>((letter) => letter.at),
  };
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  return sql`insert into dead_letters (${names})
    select ${names} from ${unnest('dead_letters', letters, columns)} order by id
    on conflict (id) do nothing`;
}
