import type { Random } from '../random.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import { DAY, SECOND, SHOP_END } from '../time.ts';
import type { Activity } from './activity.ts';

/** A program that walks through the catalogue: a page a second, by day and night, and never buys. */
export function crawl(random: Random, catalogue: Catalogue, activity: Activity): void {
  const visits = 2 + random.below(3);
  for (let visit = 0; visit < visits; visit++) {
    const session = `s-${random.hex(12)}`;
    let at = Math.round(SHOP_END - random.between(1, 120) * DAY);
    const first = random.below(catalogue.items.length);
    const pages = 60 + random.below(120);
    for (let page = 0; page < pages; page++) {
      activity.clicks.push({
        at,
        type: 'view',
        session,
        browser: 0,
        signedIn: 0,
        item: (first + page) % catalogue.items.length,
        query: null,
        dwell: 1,
      });
      at += Math.round(random.between(0.8, 1.6) * SECOND);
    }
  }
}
