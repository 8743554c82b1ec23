import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';

/** A user's events of one modality up to an instant (milliseconds since the epoch), in their order. */
export function eventsOf(
  { events }: UserHistory,
  modality: string,
  asOf: number,
): readonly Event[] {
  // Whoever reads one modality after the other has taken the history apart before.
  if (events.every((event) => event.modality === modality && event.at <= asOf)) return events;
  return events.filter((event) => event.modality === modality && event.at <= asOf);
}

/** The events up to an instant (milliseconds since the epoch) of each modality that has some, in their order. */
export function eventsByModality(
  events: readonly Event[],
  asOf: number,
): ReadonlyMap<string, readonly Event[]> {
  const parts = new Map<string, Event[]>();
  for (const event of events) {
    if (event.at > asOf) continue;
    const own = parts.get(event.modality);
    if (own === undefined) parts.set(event.modality, [event]);
    else own.push(event);
  }
  return parts;
}
