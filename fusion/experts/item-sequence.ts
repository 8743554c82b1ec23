import type { Event } from '../data/event.ts';
import type { ItemSequence } from '../model/index.ts';
import type { Catalog } from './catalog.ts';

const DAY_MS = 86_400_000;
/** Longer sequences than any network reads are not built. */
const LONGEST_SEQUENCE = 100;

/** Of somebody without the modality. */
export const NO_ITEMS: ItemSequence = {
  items: new Int32Array(0),
  types: new Uint8Array(0),
  ages: new Float32Array(0),
};

/**
 * The most recent items of one modality, oldest first.
 * @param events the modality's own up to `asOf` (milliseconds since the epoch), in order of time
 * @param types event types that count, in the order of the schema
 */
export function itemSequence(
  events: readonly Event[],
  types: readonly string[],
  catalog: Catalog,
  asOf: number,
): ItemSequence {
  let count = 0;
  let from = events.length;
  while (from > 0 && count < LONGEST_SEQUENCE) {
    from -= 1;
    if (counts(events[from], types)) count += 1;
  }
  const sequence: ItemSequence = {
    items: new Int32Array(count),
    types: new Uint8Array(count),
    ages: new Float32Array(count),
  };
  let place = 0;
  for (let at = from; at < events.length; at += 1) {
    const event = events[at];
    if (!counts(event, types)) continue;
    sequence.items[place] = catalog.indexOf(event.itemId ?? '');
    sequence.types[place] = types.indexOf(event.type);
    sequence.ages[place] = (asOf - event.at) / DAY_MS;
    place += 1;
  }
  return sequence;
}

function counts({ itemId, type }: Event, types: readonly string[]): boolean {
  return itemId !== null && types.includes(type);
}
