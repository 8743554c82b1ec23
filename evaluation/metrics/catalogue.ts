/** How lists spread over the catalogue. */
export interface CatalogueScores {
  /** Share of all items that stand in any list. */
  readonly coverage: number;
  /** Gini coefficient of how often items stand in lists: 0 all alike, 1 one item alone. */
  readonly gini: number;
  /** Mean of -log2 of the share of users who have a listed item already (Zhou et al. 2010). */
  readonly novelty: number;
}

/**
 * Diversity beside precision.
 * @param lists each user's recommended items
 * @param popularity users of each item of the catalogue; an item of nobody counts as one of one user
 * @param users how many users there are
 */
export function catalogueScores(
  lists: readonly (readonly string[])[],
  popularity: ReadonlyMap<string, number>,
  users: number,
): CatalogueScores {
  const shown = new Map<string, number>([...popularity.keys()].map((item) => [item, 0]));
  let information = 0;
  let places = 0;
  for (const item of lists.flat()) {
    shown.set(item, (shown.get(item) ?? 0) + 1);
    information -= Math.log2(Math.max(popularity.get(item) ?? 0, 1) / users);
    places += 1;
  }
  const counts = [...shown.values()].sort((left, right) => left - right);
  const n = counts.length;
  const weighted = counts.reduce((sum, count, rank) => sum + (rank + 1) * count, 0);
  return {
    coverage: counts.filter((count) => count > 0).length / Math.max(n, 1),
    gini: places === 0 ? 0 : (2 * weighted) / (n * places) - (n + 1) / n,
    novelty: places === 0 ? 0 : information / places,
  };
}
