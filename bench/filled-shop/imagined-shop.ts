import { createHash } from 'node:crypto';
import { type Event, type Item, RandomSource } from '../../fusion/index.ts';
import type { NewEvent } from '../../store/index.ts';

export const CATEGORIES = 12;
const ITEMS_OF_A_CATEGORY = 20;
const DAY_MS = 86_400_000;
const DAYS = 180;
export const END = Date.UTC(2026, 5, 30);
/** Share of the events that are of each kind; the rest are views. */
const [PURCHASE, CHECK_IN, FRIEND] = [0.2, 0.15, 0.03];
/** How often somebody stays with the category that they like most. */
const FAITHFUL = 0.7;

/** A catalogue of categories with places. */
export function imaginedItems(): Item[] {
  return Array.from({ length: CATEGORIES * ITEMS_OF_A_CATEGORY }, (_, at) => ({
    id: `item-${at}`,
    title: `Item ${at}`,
    categories: [`Category ${at % CATEGORIES}`],
    price: 5 + (at % 40),
    latitude: 52.4 + (at % 10) / 50,
    longitude: 13.3 + (at % 7) / 50,
    attributes: {},
  }));
}

/** One of the equal stretches of time that the shop has been open for. */
export interface Stretch {
  readonly number: number;
  readonly of: number;
  readonly events: number;
}

/**
 * What one user did in a stretch of time: a taste for one category that stays, with views, purchases,
 * visits and friends.
 */
export function imaginedEvents(
  user: number,
  { number, of, events }: Stretch,
  userIds: readonly string[],
): Event[] {
  const liked = RandomSource.fromSeed(user + 1).below(CATEGORIES);
  const random = RandomSource.fromSeed((user + 1) * of + number);
  const length = (DAYS * DAY_MS) / of;
  const start = END - DAYS * DAY_MS + number * length;
  return Array.from({ length: events }, (_, at): Event => {
    const category = random.uniform() < FAITHFUL ? liked : random.below(CATEGORIES);
    const item = category + CATEGORIES * random.below(ITEMS_OF_A_CATEGORY);
    const draw = random.uniform();
    const event = {
      id: `${user}-${number}-${at}`,
      at: Math.floor(start + random.uniform() * length),
      itemId: `item-${item}`,
      otherUserId: null,
      value: null,
      attributes: {},
    };
    if (draw < PURCHASE) {
      return { ...event, modality: 'transactions', type: 'purchase', value: 5 + (item % 40) };
    }
    if (draw < PURCHASE + CHECK_IN) return { ...event, modality: 'location', type: 'check_in' };
    if (draw < PURCHASE + CHECK_IN + FRIEND) {
      const otherUserId = userIds[random.below(userIds.length)];
      return { ...event, modality: 'social', type: 'friend', itemId: null, otherUserId };
    }
    return { ...event, modality: 'browsing', type: 'view' };
  });
}

/** An event as it is stored. */
export function storedEvent(event: Event, userId: string): NewEvent {
  const id = createHash('sha256').update(event.id).digest('hex');
  const origin = {
    sourceId: 'bench',
    stream: 'events',
    recordKey: event.id,
    part: 0,
    version: '1',
  };
  return { ...event, ...origin, id, userId, contentHash: id, deleted: false };
}
