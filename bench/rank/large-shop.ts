import { type Event, type Item, RandomSource, type UserHistory } from '../../fusion/index.ts';

const DAY_MS = 86_400_000;
export const END = Date.UTC(2026, 5, 30);
const DAYS = 180;
const CATEGORIES = 200;
/** How often somebody stays with a category that they like. */
const FAITHFUL = 0.7;
const [PURCHASE, CHECK_IN, FRIEND] = [0.2, 0.15, 0.03];

/** A catalogue of many items in many categories, with places. */
export function largeCatalogue(items: number): Item[] {
  return Array.from({ length: items }, (_, at) => ({
    id: `item-${at}`,
    title: `Item ${at}`,
    categories: [`Category ${at % CATEGORIES}`],
    price: 5 + (at % 90),
    latitude: 46 + ((at * 7919) % 1000) / 125,
    longitude: 6 + ((at * 104_729) % 1009) / 112,
    attributes: {},
  }));
}

/** People with a taste for three categories each; some items are turned to far more often than others. */
export function largeShop(users: number, items: number, events: number): UserHistory[] {
  const random = RandomSource.fromSeed(1);
  const ofCategory = Math.floor(items / CATEGORIES);
  return Array.from({ length: users }, (_, user) => {
    const liked = [0, 1, 2].map(() => random.below(CATEGORIES));
    const own = Array.from({ length: events }, (_, at): Event => {
      const category =
        random.uniform() < FAITHFUL ? liked[random.below(3)] : random.below(CATEGORIES);
      // The square of a uniform number: a tenth of the items have a third of the events.
      const item = category + CATEGORIES * Math.floor(random.uniform() ** 2 * ofCategory);
      const draw = random.uniform();
      const event = {
        id: `${user}-${at}`,
        at: Math.floor(END - DAYS * DAY_MS * random.uniform()),
        itemId: `item-${item}`,
        otherUserId: null,
        value: null,
        attributes: {},
      };
      if (draw < PURCHASE) {
        return { ...event, modality: 'transactions', type: 'purchase', value: 5 + (item % 90) };
      }
      if (draw < PURCHASE + CHECK_IN) return { ...event, modality: 'location', type: 'check_in' };
      if (draw < PURCHASE + CHECK_IN + FRIEND) {
        const otherUserId = `user-${random.below(users)}`;
        return { ...event, modality: 'social', type: 'friend', itemId: null, otherUserId };
      }
      return { ...event, modality: 'browsing', type: 'view' };
    });
    const userId = `user-${user}`;
    return { userId, traits: {}, events: own.sort((left, right) => left.at - right.at) };
  });
}
