import type { StreamEvent } from './adaptation-model.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type Choice, FEWEST_EVENTS } from './choice.ts';
import type { ItemSpace } from './item-space.ts';
import { TasteStream } from './taste-stream.ts';

/** What lies further back changes nothing that matters, and would be followed again after each restart. */
const LONGEST = 300;
/** The beginning moves in steps, so that a stream which grows is seldom followed anew. */
const STEP = 100;
/** Streams that are remembered; each holds some 25 kB. */
const REMEMBERED = 2000;

/** A stream as far as it was followed. */
export interface Followed {
  readonly ids: readonly string[];
  readonly stream: TasteStream;
  /** What was chosen after the last event; null until somebody asks. */
  choice: Choice | null;
}

/**
 * Follows streams, from where it left them if they have only grown since. A late event, a correction, a
 * deletion or another item in the place of one changes what came before: then the stream is followed anew,
 * in order of time. Both ways do the same arithmetic in the same order, so they agree to the last bit.
 */
export class StreamCache {
  readonly #followed = new Map<string, Followed>();

  follow(
    owner: string,
    events: readonly StreamEvent[],
    space: ItemSpace,
    policy: AdaptationPolicy,
  ): Followed {
    const last = events.slice(beginningOf(events.length));
    const known = this.#followed.get(owner);
    const goesOn = known !== undefined && isPrefix(known, last);
    if (goesOn && known.ids.length === last.length) return known;
    const stream = goesOn ? known.stream : new TasteStream(space, policy.settings);
    for (const { item, at } of last.slice(goesOn ? known.ids.length : 0)) {
      if (stream.count >= FEWEST_EVENTS) {
        stream.judge(item, policy.decide(stream), policy.gate?.price ?? 0);
      }
      stream.observe(item, at);
    }
    const followed = { ids: last.map(({ id }) => id), stream, choice: null };
    this.#followed.delete(owner);
    this.#followed.set(owner, followed);
    if (this.#followed.size > REMEMBERED) {
      const [oldest] = this.#followed.keys();
      this.#followed.delete(oldest);
    }
    return followed;
  }
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
