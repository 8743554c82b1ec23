import type { StreamEvent } from './adaptation-model.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type Choice, FEWEST_EVENTS } from './choice.ts';
import type { ItemSpace } from './item-space.ts';
import { TasteStream } from './taste-stream.ts';

/** What lies further back changes nothing that matters, and would be followed again after each restart. */
const LONGEST = 300;
/** The beginning moves in steps, so that a stream which grows is seldom followed anew. */
const STEP = 100;
/** Streams that are held as they are, some 25 kB each: of whoever does several things in a row. */
const HELD = 500;
/** Streams of which that is packed away which takes long to find out, less than 1 kB each. */
const PACKED = 100_000;

/** A stream as far as it was followed. */
export interface Followed {
  readonly ids: readonly string[];
  readonly stream: TasteStream;
  /** What was chosen after the last event; null until somebody asks. */
  choice: Choice | null;
}

interface Packed {
  readonly events: number;
  /** Of these events. */
  readonly fingerprint: number;
  readonly memory: Float64Array;
}

/**
 * Follows streams, from where it left them if they have only grown since. A late event, a correction, a
 * deletion or another item in the place of one changes what came before: then the stream is followed anew,
 * in order of time. All ways do the same arithmetic in the same order, so they agree to the last bit.
 */
export class StreamCache {
  readonly #held = new Map<string, Followed>();
  readonly #packed = new Map<string, Packed>();

  constructor(
    private readonly mostHeld = HELD,
    private readonly mostPacked = PACKED,
  ) {}

  follow(
    owner: string,
    events: readonly StreamEvent[],
    space: ItemSpace,
    policy: AdaptationPolicy,
  ): Followed {
    const last = events.slice(beginningOf(events.length));
    const known = this.#held.get(owner);
    const goesOn = known !== undefined && isPrefix(known, last);
    if (goesOn && known.ids.length === last.length) return known;
    const stream = goesOn
      ? known.stream
      : (this.#resume(owner, last, space, policy) ?? new TasteStream(space, policy.settings));
    for (const { item, at } of last.slice(stream.count)) {
      if (stream.count >= FEWEST_EVENTS) {
        stream.judge(item, policy.decide(stream), policy.gate?.price ?? 0);
      }
      stream.observe(item, at);
    }
    const followed = { ids: last.map(({ id }) => id), stream, choice: null };
    this.#held.delete(owner);
    this.#held.set(owner, followed);
    if (this.#held.size > this.mostHeld) this.#packOldest();
    return followed;
  }

  #resume(
    owner: string,
    events: readonly StreamEvent[],
    space: ItemSpace,
    { settings }: AdaptationPolicy,
  ): TasteStream | null {
    const packed = this.#packed.get(owner);
    if (packed === undefined) return null;
    this.#packed.delete(owner);
    const before = events.slice(0, packed.events);
    const items = before.map(({ item }) => item);
    const ids = before.map(({ id }) => id);
    if (fingerprintOf(ids, items) !== packed.fingerprint) return null;
    return TasteStream.resume(space, settings, items, packed.memory);
  }

  #packOldest(): void {
    const [[owner, { ids, stream }]] = this.#held;
    this.#held.delete(owner);
    const fingerprint = fingerprintOf(ids, stream.items);
    this.#packed.set(owner, { events: ids.length, fingerprint, memory: stream.pack() });
    if (this.#packed.size <= this.mostPacked) return;
    const [oldest] = this.#packed.keys();
    this.#packed.delete(oldest);
  }
}

/** 53 bits of events and their items, by two sums of the kind of Fowler, Noll and Vo (1a). */
function fingerprintOf(ids: readonly string[], items: readonly number[]): number {
  let [one, two] = [0x811c9dc5, 0x9e3779b9];
  const take = (value: number) => {
    one = Math.imul(one ^ value, 0x01000193);
    two = Math.imul(two ^ value, 0x85ebca6b);
    // Multiplying carries upwards only.
    two ^= two >>> 15;
  };
  for (const [place, id] of ids.entries()) {
    for (let at = 0; at < id.length; at += 1) take(id.charCodeAt(at));
    take(items[place]!);
  }
  return (one >>> 0) * 2 ** 21 + (two >>> 11);
}

function beginningOf(count: number): number {
  return count <= LONGEST + STEP ? 0 : STEP * Math.floor((count - LONGEST) / STEP);
}

function isPrefix({ ids, stream }: Followed, events: readonly StreamEvent[]): boolean {
  if (ids.length > events.length) return false;
  // The same event is about another item where its own item has changed, and with it what stands in for it.
  return ids.every((id, place) => {
    const { id: other, item } = events[place];
    return other === id && item === stream.items[place];
  });
}
