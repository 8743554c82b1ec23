/** How good one user's ranked list is. */
export interface RankingScores {
  /** Share of the relevant items that stand in the list. */
  readonly recall: number;
  /** Discounted gain over that of the best possible list of the same length. */
  readonly ndcg: number;
  /** 1 where any relevant item stands in the list. */
  readonly hit: number;
}

/** Discount of the place, from 0: 1 / log2(place + 2) (Järvelin and Kekäläinen 2002). */
function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

/**
 * Recall, NDCG and hit rate of the first k places. The ideal gain is cut at min(k, |relevant|).
 * @param ranked best first, without repeats
 * @param relevant at least one
 */
export function rankingScores<Key>(
  ranked: readonly Key[],
  relevant: ReadonlySet<Key>,
  k: number,
): RankingScores {
  if (relevant.size === 0)
    throw new RangeError('A user without relevant items has no ranking score.');
  let hits = 0;
  let gain = 0;
  ranked.slice(0, k).forEach((key, place) => {
    if (!relevant.has(key)) return;
    hits += 1;
    gain += discount(place);
  });
  let ideal = 0;
  for (let place = 0; place < Math.min(k, relevant.size); place += 1) ideal += discount(place);
  return { recall: hits / relevant.size, ndcg: gain / ideal, hit: hits > 0 ? 1 : 0 };
}
