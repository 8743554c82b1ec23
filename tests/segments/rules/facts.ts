import { compareEvents, type Event, type Item } from '../../../fusion/index.ts';
import type { UserFacts } from '../../../segments/index.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Wednesday, 15 July 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 6, 15, 12);

let made = 0;

/** An event with what a test does not care about filled in. */
export function event(given: Partial<Event> & Pick<Event, 'at'>): Event {
  made += 1;
  return {
    id: `event-${String(made).padStart(6, '0')}`,
    modality: 'transactions',
    type: 'purchase',
    itemId: null,
    otherUserId: null,
    value: null,
    attributes: {},
    ...given,
  };
}

export function item(id: string, given: Partial<Item> = {}): Item {
  return {
    id,
    title: id,
    categories: [],
    price: null,
    latitude: null,
    longitude: null,
    attributes: {},
    ...given,
  };
}

interface Given extends Partial<Omit<UserFacts, 'history' | 'item'>> {
  readonly events?: readonly Event[];
  readonly traits?: UserFacts['history']['traits'];
  readonly items?: readonly Item[];
}

/** Facts about a user, everything that is not given being unknown. */
export function facts({ events = [], traits = {}, items = [], ...rest }: Given = {}): UserFacts {
  const byId = new Map(items.map((row) => [row.id, row]));
  return {
    userId: 'u_test',
    history: { userId: 'u_test', events: [...events].sort(compareEvents), traits },
    item: (id) => byId.get(id) ?? null,
    readOuts: {},
    places: null,
    friends: new Map(),
    segments: {},
    ...rest,
  };
}
