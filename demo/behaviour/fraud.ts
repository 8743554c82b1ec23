import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import { DAY, HOUR } from '../time.ts';
import type { Activity } from './activity.ts';

const BURST_DAYS = 3;

/** One card, many accounts: dear goods within a few days of signing up, most of them given back. */
export function defraud(
  random: Random,
  person: Person,
  catalogue: Catalogue,
  activity: Activity,
): void {
  const dear = catalogue.items.filter(({ tree, priceRank }) => tree === 0 && priceRank > 0.7);
  const orders = 5 + random.below(6);
  const start = person.signedUpAt + DAY;
  for (let count = 0; count < orders; count++) {
    const at = Math.round(start + random.between(0, BURST_DAYS) * DAY);
    const refunded = random.chance(0.7);
    activity.purchases.push({
      at,
      item: random.pick(dear.length > 0 ? dear : catalogue.items).index,
      quantity: 1 + random.below(3),
      discount: 0,
      order: `O-${random.hex(10)}`,
      line: 1,
      signedIn: 0,
      place: null,
      refundedAt: refunded ? Math.round(at + random.between(6, 72) * HOUR) : null,
      causedBy: null,
    });
  }
}
