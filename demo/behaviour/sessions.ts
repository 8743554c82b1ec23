import { LIFE_STYLES } from '../people/life-styles.ts';
import { type Person, styleAt } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Catalogue, CatalogueItem } from '../shop/catalogue.ts';
import { CATEGORY_TREES } from '../shop/category-trees.ts';
import { DAY, HOUR, MINUTE, SECOND, SHOP_END } from '../time.ts';
import type { Activity, Click } from './activity.ts';
import { drawMoments } from './moments.ts';
import type { Taste } from './taste.ts';

/** Visits of the shop's pages: what was looked for, looked at, put into the cart, and then bought. */
export function browse(
  random: Random,
  person: Person,
  taste: Taste,
  catalogue: Catalogue,
  activity: Activity,
): void {
  const style = LIFE_STYLES[person.lifeStyle]!;
  let wished: CatalogueItem | null = null;
  for (const start of drawMoments(random, person, style.sessions)) {
    const cart = visit(random, person, taste, catalogue, activity, start, wished);
    wished = cart.at(-1) === undefined ? wished : catalogue.items[cart.at(-1)!.companion]!;
    if (cart.length > 0) buy(random, person, activity, start + 30 * MINUTE, cart);
  }
}

function visit(
  random: Random,
  person: Person,
  taste: Taste,
  catalogue: Catalogue,
  activity: Activity,
  start: number,
  wished: CatalogueItem | null,
): CatalogueItem[] {
  const style = LIFE_STYLES[styleAt(person, start)]!;
  const common = {
    session: `s-${random.hex(12)}`,
    browser: random.below(person.anonymousIds.length),
    signedIn: random.chance(0.65) ? random.below(person.customerIds.length) : null,
  };
  const add = (click: Pick<Click, 'at' | 'type'> & Partial<Click>): void => {
    activity.clicks.push({ item: null, query: null, dwell: null, ...common, ...click });
  };
  // What goes with the last purchase is what comes to mind first.
  let item = wished !== null && random.chance(0.5) ? wished : taste.choose(random, start);
  let at = start;
  if (random.chance(style.searches)) {
    add({ at, type: 'search', query: `${item.brand} ${item.leafName}`.toLowerCase() });
    at += Math.round(random.between(3, 20) * SECOND);
  }
  const cart: CatalogueItem[] = [];
  const views = 1 + random.poisson(style.searches > 0.8 ? 3 : 1.7);
  for (let view = 0; view < views && at < SHOP_END; view++) {
    const dwell = Math.min(900, Math.round(random.logNormal(28, 0.9)));
    add({ at, type: 'view', item: item.index, dwell });
    at += (dwell + 1) * SECOND;
    if (random.chance(0.2)) {
      add({ at, type: 'cart', item: item.index });
      at += 2 * SECOND;
      if (random.chance(0.15)) add({ at, type: 'cart_removal', item: item.index });
      else cart.push(item);
    }
    const next = random.next();
    if (next < 0.55) item = taste.chooseInLeaf(random, item.tree, item.leaf);
    else if (next < 0.75) item = catalogue.items[item.companion]!;
    else item = taste.choose(random, at);
  }
  return cart.filter(() => random.chance(0.8));
}

/** An order of what was in the cart, and further ones of what is used up, on the tree's own rhythm. */
export function buy(
  random: Random,
  person: Person,
  activity: Activity,
  at: number,
  items: readonly CatalogueItem[],
  place: number | null = null,
): void {
  const style = LIFE_STYLES[styleAt(person, at)]!;
  const order = `O-${random.hex(10)}`;
  const signedIn = random.below(person.customerIds.length);
  for (const [line, item] of items.entries()) {
    const refunded = random.chance(0.05);
    const discounted = random.chance(Math.min(0.95, style.discount * 4));
    const purchase = {
      item: item.index,
      quantity: item.price < 15 ? 1 + random.poisson(0.6) : 1,
      discount: discounted ? Math.round(random.between(0.5, 1.5) * style.discount * 100) / 100 : 0,
      signedIn,
      place,
      causedBy: null,
    };
    const refundedAt = refunded ? Math.round(at + random.between(3, 25) * DAY) : null;
    if (at < SHOP_END)
      activity.purchases.push({ ...purchase, at, order, line: line + 1, refundedAt });
    const { rhythmDays } = CATEGORY_TREES[item.tree]!;
    if (rhythmDays === null || !random.chance(0.3)) continue;
    repeat(random, person, activity, { ...purchase, refundedAt: null, line: 1 }, at, rhythmDays);
  }
}

function repeat(
  random: Random,
  person: Person,
  activity: Activity,
  purchase: Omit<Activity['purchases'][number], 'at' | 'order'>,
  since: number,
  rhythmDays: number,
): void {
  let at = since;
  for (let times = random.poisson(1.6); times > 0; times--) {
    at += Math.round(rhythmDays * random.between(0.85, 1.15) * DAY + random.between(-2, 2) * HOUR);
    if (at >= SHOP_END || (person.fadesAt !== null && at >= person.fadesAt)) return;
    activity.purchases.push({ ...purchase, at, order: `O-${random.hex(10)}` });
  }
}
