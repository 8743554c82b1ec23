import type { Event } from '../../data/event.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { ModalityRegistry } from '../../modalities/registry.ts';

const KNOWN_PLACES = 2;

/**
 * The user as somebody new: relations and the first two places remain (where they are is known, not
 * which item stands there), and every interaction with an item is taken away.
 */
export function asNewUser(history: UserHistory, registry: ModalityRegistry): UserHistory {
  let places = 0;
  const events = history.events.flatMap((event): Event[] => {
    const types = registry.has(event.modality) ? registry.get(event.modality).eventTypes : {};
    const hasPlace = isPlaced(event);
    if (hasPlace && places < KNOWN_PLACES) {
      places += 1;
      return [{ ...event, itemId: null }];
    }
    const speaksOfItems = event.itemId !== null || (types[event.type]?.weight ?? 0) > 0;
    return hasPlace || speaksOfItems ? [] : [event];
  });
  return { ...history, events };
}

/** The instant of the last place that is known of a new user; null for somebody without places. */
export function arrivalOf(history: UserHistory): number | null {
  return history.events.filter(isPlaced).slice(0, KNOWN_PLACES).at(-1)?.at ?? null;
}

function isPlaced({ attributes: { latitude, longitude } }: Event): boolean {
  return typeof latitude === 'number' && typeof longitude === 'number';
}
