import { crc32 } from 'node:zlib';
import type { PlainEvent } from './current-history.ts';
import type { NewEvent } from './event-row.ts';
import { LongHistories } from './long-histories.ts';
import { EventKinds, ShortEvents } from './short-events.ts';

/** Longer ones are remembered apart: see `LongHistories`. */
const MOST_EVENTS = 1_000;
/**
 * So many characters are remembered: two to three million events in 256 MB where users have twenty of them or more, half as
 * many where they have few, and twice as much memory where texts have letters beyond Latin-1.
 */
const MOST_CHARACTERS = 256 * 2 ** 20;
/** What a user takes beside the events, each record's hash, and each event that no profile has seen. */
const USER_CHARACTERS = 400;
const RECORD_CHARACTERS = 8;
const ADDED_CHARACTERS = 50;

/** A history without any of its rows to be decided about, in no order. */
export interface RememberedHistory {
  readonly events: PlainEvent[];
  /** A JSON object; null for none. */
  readonly traits: string | null;
  /** As `PlainHistory.news`. */
  readonly news: string | null;
  readonly throughSequence: number;
}

/** A history as it was read, of which every row counts as it stands. */
export interface LearnedHistory {
  readonly userId: string;
  readonly events: readonly PlainEvent[];
  readonly traits: string | null;
  /** The hash of each event's record, with spaces between; null for none. */
  readonly records: string | null;
  readonly throughSequence: number;
}

interface Known {
  readonly userId: string;
  readonly events: ShortEvents;
  readonly traits: string | null;
  readonly records: number[];
  throughSequence: number;
  /** How far it reached when it was read: what came since is `added`. */
  readonly readThrough: number;
  added: { readonly sequence: number; readonly modality: string }[];
  /** What the served profile has seen; null where that is not known. */
  seen: Seen | null;
  /** Its place in the list of all. */
  place: number;
}

/** How far a profile reaches, and what was known when it was stored. */
export interface Seen {
  readonly throughSequence: number;
  /** As `Memory.forgotten`: another model may serve since. */
  readonly forgotten: number;
}

/**
 * The histories of users who came lately, where nothing has to be decided about them, so that the next
 * event of a user does not mean to read all the ones before again. Only what was committed is in here;
 * whatever changes a history in another way than by new events takes it out.
 */
export class HistoryMemory {
  readonly long = new LongHistories();
  readonly #known = new Map<string, Known>();
  readonly #all: Known[] = [];
  readonly #kinds = new EventKinds();
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(mostCharacters = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters;
  }

  /** As it would be read from the store now, but for `news`, which may be null where it need not. */
  of(userId: string, forgotten: number): RememberedHistory | undefined {
    const known = this.#known.get(userId);
    if (known === undefined) return undefined;
    const { traits, throughSequence } = known;
    this.#characters -= size(known);
    const events = known.events.read();
    this.#characters += size(known);
    return { events, traits, news: newsOf(known, forgotten), throughSequence };
  }

  learn({ userId, events, traits, records, throughSequence }: LearnedHistory): void {
    this.drop(userId);
    const hashes = records === null ? [] : records.split(' ').map(Number);
    if (hashes.length >= MOST_EVENTS) return;
    const short = new ShortEvents(this.#kinds);
    short.add(...events);
    const known: Known = {
      ...{ userId, traits, events: short, records: hashes },
      ...{ throughSequence, readThrough: throughSequence },
      ...{ added: [], seen: null, place: this.#all.length },
    };
    this.#known.set(userId, known);
    this.#all.push(known);
    this.#characters += size(known);
    this.#makeRoom();
  }

  /** A new event was stored. */
  add(event: NewEvent, sequence: number): void {
    this.long.add(event, sequence, (row) => this.#asRead(row));
    const known = this.#known.get(event.userId);
    if (known === undefined) return;
    const record = recordOf(event);
    // Of two events of one record only one counts, and whatever else has to be decided is read.
    const isSimple = !event.deleted && !known.records.includes(record);
    if (!isSimple || known.records.length + 1 >= MOST_EVENTS) {
      this.#dropShort(event.userId);
      return;
    }
    this.#characters -= size(known);
    known.events.add(event);
    known.records.push(record);
    known.throughSequence = sequence;
    known.added.push({ sequence, modality: event.modality });
    this.#characters += size(known);
    this.#makeRoom();
  }

  /**
   * A profile of a user was stored.
   * @param seen null where it is not known whether that is the served one
   */
  saw(userId: string, seen: Seen | null): void {
    const known = this.#known.get(userId);
    if (known === undefined) return;
    if (seen === null) {
      this.#dropShort(userId);
      return;
    }
    this.#characters -= size(known);
    known.seen = seen;
    known.added = known.added.filter(({ sequence }) => sequence > seen.throughSequence);
    this.#characters += size(known);
  }

  drop(userId: string): void {
    this.long.drop(userId);
    this.#dropShort(userId);
  }

  #dropShort(userId: string): void {
    const known = this.#known.get(userId);
    if (known === undefined) return;
    this.#known.delete(userId);
    this.#characters -= size(known);
    const last = this.#all.pop()!;
    if (last === known) return;
    this.#all[known.place] = last;
    last.place = known.place;
  }

  clear(): void {
    this.long.clear();
    this.#known.clear();
    this.#all.length = 0;
    this.#characters = 0;
  }

  /** A new event as it will be read from the database. */
  #asRead(event: NewEvent): PlainEvent {
    const short = new ShortEvents(this.#kinds);
    short.add(event);
    return short.read()[0]!;
  }

  /** By chance: where everybody takes turns, whoever came longest ago is the very next. */
  #makeRoom(): void {
    while (this.#characters > this.#mostCharacters) {
      this.#dropShort(this.#all[Math.floor(Math.random() * this.#all.length)]!.userId);
    }
  }
}

const size = ({ events, traits, records, added }: Known) =>
  events.characters +
  (traits?.length ?? 0) +
  records.length * RECORD_CHARACTERS +
  added.length * ADDED_CHARACTERS +
  USER_CHARACTERS;

function newsOf({ seen, added, readThrough }: Known, forgotten: number): string | null {
  if (seen === null || seen.forgotten !== forgotten) return null;
  // A profile of before the reading: of what was read, some may be new to it.
  if (seen.throughSequence < readThrough) return null;
  return added.length === 0 ? null : added.map(({ modality }) => modality).join(' ');
}

/** Which record an event is of, as `plainHistories` gives it; two of one hash are looked at again. */
export function recordOf({ sourceId, stream, recordKey, part }: NewEvent): number {
  return crc32(`${sourceId}\u0001${stream}\u0001${recordKey}\u0001${part}`);
}
