import { compareEvents, type Event, type Item, type UserHistory } from '../../../fusion/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

export const START = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
export const END = START + 60 * DAY_MS;

/** Thirty items of three categories. */
export function smallItems(): Item[] {
  return Array.from({ length: 30 }, (_, index) => ({
    id: `item${index}`,
    title: `Item ${index}`,
    categories: [`category${index % 3}`],
    price: 5 + index,
    latitude: null,
    longitude: null,
    attributes: {},
  }));
}

/** Users who view and buy within one category each, for sixty days. */
export function smallHistories(users: number): UserHistory[] {
  const random = RandomSource.fromSeed(2);
  return Array.from({ length: users }, (_, user) => {
    const userId = `user${String(user).padStart(3, '0')}`;
    const events = Array.from({ length: 25 }, (_, index): Event => {
      const item = random.below(10) * 3 + (user % 3);
      const isPurchase = random.uniform() < 0.3;
      return {
        id: `${userId}-${index}`,
        modality: isPurchase ? 'transactions' : 'browsing',
        type: isPurchase ? 'purchase' : 'view',
        at: START + Math.floor(random.uniform() * 60) * DAY_MS + index,
        itemId: `item${item}`,
        otherUserId: null,
        value: isPurchase ? 5 + item : null,
        attributes: {},
      };
    });
    return { userId, events: events.sort(compareEvents), traits: {} };
  });
}
