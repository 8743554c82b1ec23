import type { Item } from '../data/item.ts';

/** With fewer prices beside its own nothing can be said of where one stands. */
const FEWEST = 5;

/**
 * Where each item's price stands among those of its kind, its narrowest category that has enough of them:
 * the share of cheaper ones, equals counting half.
 * @returns [items], 0 to 1; NaN without a price or enough others
 */
export function priceRanks(items: readonly Item[]): Float64Array {
  const prices = new Map<string, number[]>();
  for (const { categories, price } of items) {
    if (price === null) continue;
    for (const category of new Set(categories)) {
      const known = prices.get(category);
      if (known === undefined) prices.set(category, [price]);
      else known.push(price);
    }
  }
  for (const known of prices.values()) known.sort((left, right) => left - right);
  return Float64Array.from(items, ({ categories, price }) => {
    if (price === null) return Number.NaN;
    const kinds = categories.map((category) => prices.get(category)!);
    const enough = kinds.filter((kind) => kind.length > FEWEST);
    if (enough.length === 0) return Number.NaN;
    const kind = enough.reduce((least, other) => (other.length < least.length ? other : least));
    const below = firstNotBelow(kind, price, false);
    const upTo = firstNotBelow(kind, price, true);
    return (below + upTo - 1) / 2 / (kind.length - 1);
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
