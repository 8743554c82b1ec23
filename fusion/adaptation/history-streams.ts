import type { Event } from '../data/event.ts';
import type { StreamEvent } from './adaptation-model.ts';

/** What must be known of a modality to read its events as a stream. */
export interface StreamModality {
  readonly name: string;
  /** Event types that mean interest in an item; null where none does. */
  readonly sequenceTypes: readonly string[] | null;
}

/**
 * Events of one modality that mean interest in a known item, in order of time.
 * @param events in order of time; those of other modalities, and later than `asOf`, are not read
 * @param asOf milliseconds since the epoch
 */
export function streamEvents(
  events: readonly Event[],
  { name, sequenceTypes }: StreamModality,
  indexOf: (itemId: string) => number,
  asOf = Number.POSITIVE_INFINITY,
): StreamEvent[] {
  const stream: StreamEvent[] = [];
  if (sequenceTypes === null) return stream;
  for (const { id, modality, type, itemId, at } of events) {
    if (modality !== name || at > asOf || itemId === null || !sequenceTypes.includes(type))
      continue;
    const item = indexOf(itemId);
    if (item >= 0) stream.push({ id, item, at });
  }
  return stream;
}
