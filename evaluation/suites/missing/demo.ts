import { demoShop } from '../../shops.ts';
import type { SuiteOptions } from '../../suite.ts';
import type { ShopInTime } from './shop.ts';

const EARLIER_SHARE = 0.8;

/** The demo shop: browsing, friends, whereabouts and purchases, cut at four fifths of all events. */
export async function demoInTime(options: SuiteOptions): Promise<ShopInTime> {
  const { users, items, modalities } = await demoShop(options);
  const times = Float64Array.from(users.flatMap(({ events }) => events.map(({ at }) => at))).sort();
  return {
    ...{ name: 'demo', users, items, modalities },
    cut: times[Math.floor(EARLIER_SHARE * times.length)],
    until: Number.POSITIVE_INFINITY,
    targets: null,
  };
}
