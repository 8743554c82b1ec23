import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { StoreContext } from './context.ts';
import type { CurrentHistory, PlainEvent } from './current-history.ts';
import { LONGEST_HISTORY } from './event-effective.ts';
import type { NewEvent } from './event-row.ts';
import { integer, key, unnest } from './unnest.ts';

/** A shorter history is read, or remembered as text. */
const FEWEST_EVENTS = 1_000;
/** So many events are remembered, those of ten users at the most that is read of one: some 40 MB. */
const MOST_EVENTS = 100_000;
/** With as many new ones it is as well to read anew. */
const MOST_ADDED = 1_000;

/** An event that came since, and the row that it is. */
export interface Added {
  readonly event: PlainEvent;
  readonly row: NewEvent;
}

/**
 * One long history of which every row that is read counts, as it stands: of a user with one id, with
 * no second version of any of its records, and nothing deleted.
 */
export interface LongHistory {
  /** By time, then id; at most `LONGEST_HISTORY`, and where there are so many, older ones are left out. */
  readonly events: readonly PlainEvent[];
  readonly traits: CurrentHistory['traits'];
  readonly throughSequence: number;
  /** What came since, in no order: whether each is of a record of its own is yet to be asked. */
  readonly added: readonly Added[];
}

/**
 * What is remembered of users who did more than others in a lifetime, robots mostly, so that the next
 * event of one does not mean to read, sort and take apart ten thousand again. As `HistoryMemory` only
 * what was committed is in here, and whatever changes a history in another way takes it out.
 */
export class LongHistories {
  readonly #known = new LRUCache<string, LongHistory>({
    maxSize: MOST_EVENTS,
    sizeCalculation: ({ events, added }) => Math.max(1, events.length + added.length),
  });

  of(userId: string): LongHistory | undefined {
    return this.#known.get(userId);
  }

  /** @param history of a user with one id, none of whose rows that were read is left out */
  learn(userId: string, { events, traits, throughSequence }: CurrentHistory): void {
    if (events.length < FEWEST_EVENTS) return;
    this.#known.set(userId, { events, traits, throughSequence, added: [] });
  }

  /** A new event was stored. */
  add(row: NewEvent, sequence: number, plain: (row: NewEvent) => PlainEvent): void {
    const known = this.#known.get(row.userId);
    if (known === undefined) return;
    if (row.deleted || known.added.length === MOST_ADDED) {
      this.drop(row.userId);
      return;
    }
    const added = [...known.added, { event: plain(row), row }];
    this.#known.set(row.userId, { ...known, added, throughSequence: sequence });
  }

  /**
   * Counts what was added, which is known to be of records of their own.
   * @returns the history; undefined where it is another one than that by now
   */
  settle(userId: string, seen: LongHistory, inOrder: (events: PlainEvent[]) => PlainEvent[]) {
    if (this.#known.get(userId) !== seen) return undefined;
    const all = inOrder([...seen.events, ...seen.added.map(({ event }) => event)]);
    const settled: LongHistory = {
      ...seen,
      // Every row counts, so the newest rows are the newest events.
      events: all.slice(-LONGEST_HISTORY),
      added: [],
    };
    this.#known.set(userId, settled);
    return settled;
  }

  drop(userId: string): void {
    this.#known.delete(userId);
  }

  clear(): void {
    this.#known.clear();
  }
}

const RECORD = {
  user_id: key<NewEvent>((row) => row.userId),
  id: key<NewEvent>((row) => row.id),
  source_id: key<NewEvent>((row) => row.sourceId),
  stream: key<NewEvent>((row) => row.stream),
  record_key: key<NewEvent>((row) => row.recordKey),
  part: integer<NewEvent>((row) => row.part),
};

/** The users of rows beside which there is another one of the same record: it is to be decided which counts. */
export async function withKnownRecords(
  context: StoreContext,
  rows: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const found = await context.rows(sql<{ userId: string }>`select distinct user_id as "userId"
    from ${unnest('events', rows, RECORD)} where exists (
      select 1 from (
        select * from events where events.source_id = input.source_id
          and events.stream = input.stream and events.record_key = input.record_key offset 0
      ) other where other.part = input.part and other.user_id = input.user_id and other.id <> input.id)`);
  return new Set(found.map(({ userId }) => userId));
}
