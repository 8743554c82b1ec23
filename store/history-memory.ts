import { crc32 } from 'node:zlib';
import type { PlainEvent } from './current-history.ts';
import type { NewEvent } from './event-row.ts';
import { LongHistories } from './long-histories.ts';
import type { PlainHistory } from './plain-history.ts';

/** Longer ones are remembered apart: see `LongHistories`. */
const MOST_EVENTS = 1_000;
/**
 * So many characters are remembered: some one to two million events in 256 MB, twice as much where texts have
 * letters beyond Latin-1.
 */
const MOST_CHARACTERS = 256 * 2 ** 20;
/** What a user takes beside the texts, each record's hash, each text, and each event that no profile has seen. */
const USER_CHARACTERS = 400;
const RECORD_CHARACTERS = 8;
const TEXT_CHARACTERS = 20;
const ADDED_CHARACTERS = 50;

/** A history as it was read, with what decides which of its rows count. */
export interface StoredHistory extends PlainHistory {
  /** The hash of each event's record, with spaces between; null for none. */
  readonly records: string | null;
}

interface Known {
  readonly userId: string;
  /** JSON of events, with commas between, in no order: joined only when somebody reads them, and kept so. */
  texts: string[];
  /** Of all texts together, with what each takes beside. */
  characters: number;
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
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(mostCharacters = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters;
  }

  /** As it would be read from the store now, but for `news`, which may be null where it need not. */
  of(userId: string, forgotten: number): PlainHistory | undefined {
    const known = this.#known.get(userId);
    if (known === undefined) return undefined;
    const { traits, throughSequence } = known;
    this.#join(known);
    const events = known.texts.length === 0 ? null : `[${known.texts[0]}]`;
    return {
      userId,
      isPlain: true,
      throughSequence,
      events,
      traits,
      news: newsOf(known, forgotten),
    };
  }

  /** Makes one text of all: millions of small ones take long to be looked through for what can be cleared away. */
  #join(known: Known): void {
    const { texts } = known;
    if (texts.length < 2) return;
    known.texts = [texts.join(',')];
    const spared = (texts.length - 1) * (TEXT_CHARACTERS - 1);
    known.characters -= spared;
    this.#characters -= spared;
  }

  learn({ userId, isPlain, events, traits, records, throughSequence }: StoredHistory): void {
    this.drop(userId);
    if (!isPlain) return;
    const hashes = records === null ? [] : records.split(' ').map(Number);
    if (hashes.length >= MOST_EVENTS) return;
    const known: Known = {
      ...{ userId, traits, records: hashes, throughSequence, readThrough: throughSequence },
      texts: events === null ? [] : [events.slice(1, -1)],
      characters: events === null ? 0 : events.length + TEXT_CHARACTERS,
      ...{ added: [], seen: null, place: this.#all.length },
    };
    this.#known.set(userId, known);
    this.#all.push(known);
    this.#characters += size(known);
    this.#makeRoom();
  }

  /** A new event was stored. */
  add(event: NewEvent, sequence: number): void {
    this.long.add(event, sequence, asRead);
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
    const text = packed(event);
    known.texts.push(text);
    known.characters += text.length + TEXT_CHARACTERS;
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

  /** By chance: where everybody takes turns, whoever came longest ago is the very next. */
  #makeRoom(): void {
    while (this.#characters > this.#mostCharacters) {
      this.#dropShort(this.#all[Math.floor(Math.random() * this.#all.length)]!.userId);
    }
  }
}

const size = ({ characters, traits, records, added }: Known) =>
  characters +
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

/** An event as the database writes it in a history: attributes in the order in which `jsonb` holds them. */
function packed({
  id,
  modality,
  type,
  at,
  itemId,
  otherUserId,
  value,
  attributes,
}: NewEvent): string {
  const names = Object.keys(attributes);
  const said =
    names.length < 2
      ? attributes
      : Object.fromEntries(inOrder(names).map((name) => [name, attributes[name]!]));
  const number = Object.is(value, -0) ? '-0' : JSON.stringify(value);
  const before = JSON.stringify([id, modality, type, at, itemId, otherUserId]).slice(0, -1);
  return [before, number, `${JSON.stringify(said)}]`].join(',');
}

const inOrder = (names: string[]) =>
  names
    .map((name) => Buffer.from(name))
    .sort((one, two) => one.length - two.length || Buffer.compare(one, two))
    .map(String);

/** A new event as it will be read from the database's text. */
const asRead = (event: NewEvent): PlainEvent => eventOf(JSON.parse(packed(event)) as PackedEvent);

/** An event in a history's text. */
export type PackedEvent = [
  id: string,
  modality: string,
  type: string,
  at: number,
  itemId: string | null,
  otherUserId: string | null,
  value: number | null,
  attributes: PlainEvent['attributes'],
];

/** What one list of a history's text says. */
export function eventOf([
  id,
  modality,
  type,
  at,
  itemId,
  otherUserId,
  value,
  attributes,
]: PackedEvent): PlainEvent {
  return { id, modality, type, at, itemId, otherUserId, value, attributes };
}
