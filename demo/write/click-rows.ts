import type { Click } from '../behaviour/activity.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import { isoWithOffset, shopOffsetHours } from '../time.ts';
import { arrival, FLAWS, secondArrival } from './flaws.ts';
import type { Spool } from './spool.ts';

const EVENT_NAMES = {
  view: 'product_viewed',
  search: 'products_searched',
  cart: 'product_added',
  cart_removal: 'product_removed',
} as const;
const AHEAD_MS = 36 * 365 * 86_400_000;
const ELSEWHERE_MINUTES = [-300, 0, 330, 540];

/** Writes one person's clicks as the shop's pages report them, with what goes wrong on the way. */
export function writeClicks(
  random: Random,
  person: Person,
  clicks: readonly Click[],
  catalogue: Catalogue,
  spool: Spool,
): void {
  for (const click of clicks) {
    const row = clickRow(random, person, click, catalogue);
    const arrivedAt = arrival(random, click.at);
    const again = secondArrival(random, arrivedAt);
    const broken = random.chance(FLAWS.malformed);
    spool.add(arrivedAt, broken ? row.slice(0, 20 + random.below(row.length - 30)) : row);
    if (again !== null) spool.add(again, row);
  }
}

function clickRow(random: Random, person: Person, click: Click, catalogue: Catalogue): string {
  const nobody = random.chance(FLAWS.nobody);
  const at = random.chance(FLAWS.future) ? click.at + AHEAD_MS : click.at;
  return JSON.stringify({
    id: `e-${random.hex(16)}`,
    time: isoWithOffset(at, offsetMinutes(random, click.at)),
    event: EVENT_NAMES[click.type],
    session: click.session,
    visitor: nobody
      ? { anonymous_id: null, customer_id: null }
      : {
          anonymous_id: person.anonymousIds[click.browser],
          customer_id: click.signedIn === null ? null : person.customerIds[click.signedIn],
        },
    ...(click.item === null ? {} : { sku: skuOf(random, click.item, catalogue) }),
    ...(click.query === null ? {} : { query: click.query }),
    ...(click.dwell === null ? {} : { dwell_seconds: click.dwell }),
    ...(click.type.startsWith('cart') ? { quantity: 1 } : {}),
  });
}

/** Most browsers tell the city's own time, some tell UTC, and some people travel. */
function offsetMinutes(random: Random, at: number): number {
  const draw = random.next();
  if (draw < 0.85) return shopOffsetHours(at) * 60;
  return draw < 0.95 ? 0 : random.pick(ELSEWHERE_MINUTES);
}

function skuOf(random: Random, item: number, catalogue: Catalogue): string {
  if (random.chance(FLAWS.unknownItem)) return `SKU-${90_000 + random.below(9999)}`;
  return catalogue.items[item]!.sku;
}
