import type { StreamEvent } from './adaptation-model.ts';
import type { ItemSpace } from './item-space.ts';
import {
  emptyMemory,
  type StreamMemory,
  type StreamSettings,
  TasteStream,
} from './taste-stream.ts';

/** What lies further back changes nothing that matters, and would be followed again after each restart. */
const LONGEST = 300;
/** The beginning moves in steps, so that a stream which grows is seldom followed anew. */
const STEP = 100;
/** Streams that are remembered; each holds some 5 kB. */
const REMEMBERED = 2000;

/** A stream as far as it was followed. */
interface Followed {
  readonly ids: readonly string[];
  readonly memory: StreamMemory;
}

/**
 * Follows streams, from where it left them if they have only grown since. A late event, a correction or
 * a deletion changes what came before: then the stream is followed anew, in order of time. Both ways
 * do the same arithmetic in the same order, so they agree to the last bit.
 */
export class StreamCache {
  readonly #followed = new Map<string, Followed>();

  follow(
    owner: string,
    events: readonly StreamEvent[],
    space: ItemSpace,
    settings: StreamSettings,
  ): TasteStream {
    const last = events.slice(beginningOf(events.length));
    const known = this.#followed.get(owner);
    const goesOn = known !== undefined && isPrefix(known.ids, last);
    const memory = goesOn ? known.memory : emptyMemory(settings.kept.length, space.dimension);
    const stream = new TasteStream(space, settings, memory);
    for (const { item, at } of last.slice(goesOn ? known.ids.length : 0)) stream.observe(item, at);
    this.#followed.delete(owner);
    this.#followed.set(owner, { ids: last.map(({ id }) => id), memory });
    if (this.#followed.size > REMEMBERED) {
      const [oldest] = this.#followed.keys();
      this.#followed.delete(oldest);
    }
    return stream;
  }
}

function beginningOf(count: number): number {
  return count <= LONGEST + STEP ? 0 : STEP * Math.floor((count - LONGEST) / STEP);
}

function isPrefix(ids: readonly string[], events: readonly StreamEvent[]): boolean {
  return ids.length <= events.length && ids.every((id, place) => events[place].id === id);
}
