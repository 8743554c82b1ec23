import type { Item } from '../data/item.ts';

/** With fewer prices beside its own nothing can be said of where one stands. */
const FEWEST = 5;

/**
 * Where each item's price stands among those of its kind, its narrowest category that has enough of them:
 * the share of cheaper ones, equals counting half.
 * @param fitted only the prices of so many first items are compared with: what comes later moves nobody
 * @returns [items], 0 to 1; NaN without a price or enough others
 */
export function priceRanks(items: readonly Item[], fitted = items.length): Float64Array {
  const prices = new Map<string, number[]>();
  for (const { categories, price } of items.slice(0, fitted)) {
    if (price === null) continue;
    for (const category of new Set(categories)) {
      const known = prices.get(category);
      if (known === undefined) prices.set(category, [price]);
      else known.push(price);
    }
  }
  for (const known of prices.values()) known.sort((left, right) => left - right);
  return Float64Array.from(items, ({ categories, price }, index) => {
    if (price === null) return Number.NaN;
    // Its own price is among the others', unless the item came later.
    const own = index < fitted ? 1 : 0;
    const kinds = categories.flatMap((category) => {
      const kind = prices.get(category);
      return kind === undefined || kind.length - own < FEWEST ? [] : [kind];
    });
    if (kinds.length === 0) return Number.NaN;
    const kind = kinds.reduce((least, other) => (other.length < least.length ? other : least));
    const below = firstNotBelow(kind, price, false);
    const upTo = firstNotBelow(kind, price, true);
    return (below + upTo - own) / 2 / (kind.length - own);
  });
}

/** The first place of a sorted list whose value is not below another, or is above it. */
function firstNotBelow(sorted: readonly number[], value: number, above: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (above && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
