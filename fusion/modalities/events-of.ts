import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';

/** A user's events of one modality up to an instant (milliseconds since the epoch), in their order. */
export function eventsOf(history: UserHistory, modality: string, asOf: number): Event[] {
  return history.events.filter((event) => event.modality === modality && event.at <= asOf);
}
