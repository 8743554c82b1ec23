import { keepGreatest, SparseMatrix } from '../linear/index.ts';

/** How many of the other shop's items speak for one. */
const LIKE_ITEMS = 20;

/** What is known of one shop's items, in the order of a model's item index. */
export interface ItemContent {
  /** Null where ids name other things than in the shop that is compared: another shop's. */
  readonly ids: readonly string[] | null;
  readonly categories: readonly (readonly string[])[];
}

/**
 * Target's items by source's items, each row summing to 1, or to 0 for an item that is like none. An item of
 * the same id is the same item where both have ids; else those speak for it that share categories by name, a
 * rare one more than a common one.
 */
export function itemLikeness(target: ItemContent, source: ItemContent): SparseMatrix {
  const size = source.categories.length;
  const same = new Map(source.ids?.map((id, item) => [id, item]));
  const ofCategory = new Map<string, number[]>();
  source.categories.forEach((own, item) => {
    for (const category of new Set(own)) {
      const items = ofCategory.get(category);
      if (items === undefined) ofCategory.set(category, [item]);
      else items.push(item);
    }
  });
  const rows = target.categories.map((own, place) => {
    const itself = same.get(target.ids?.[place] ?? '');
    if (itself !== undefined) return { indices: [itself], values: [1] };
    const sums = new Map<number, number>();
    for (const category of new Set(own)) {
      const theirs = ofCategory.get(category) ?? [];
      const rarity = Math.log(size / Math.max(1, theirs.length));
      for (const item of theirs) {
        const length = own.length * source.categories[item].length;
        sums.set(item, (sums.get(item) ?? 0) + rarity / Math.sqrt(length));
      }
    }
    return { indices: [...sums.keys()], values: [...sums.values()] };
  });
  const greatest = keepGreatest(SparseMatrix.fromRows(size, rows), LIKE_ITEMS);
  const shares = greatest.rowSums().map((sum) => (sum > 0 ? 1 / sum : 0));
  return greatest.scale(shares, new Float64Array(size).fill(1));
}
