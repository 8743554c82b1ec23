/** Candidates beyond this rank do not count. */
const CUTOFF = 20;

export interface RankingMetrics {
  /** Normalised discounted cumulative gain at 20 among the candidates. */
  readonly ndcg: number;
  /** Share of the targets ranked within 20 among the candidates. */
  readonly recall: number;
}

/**
 * Ranks one user's candidates by score; ties fall by candidate order from the back, so that a
 * constant score earns nothing from the order in which candidates are listed.
 * Null where the user has no target.
 */
export function rankingMetrics(scores: Float32Array, targets: Float32Array): RankingMetrics | null {
  const wanted = targets.reduce((count, target) => count + (target > 0 ? 1 : 0), 0);
  if (wanted === 0) return null;
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || b - a);
  let gain = 0;
  let hits = 0;
  order.slice(0, CUTOFF).forEach((candidate, rank) => {
    if (targets[candidate] <= 0) return;
    gain += 1 / Math.log2(rank + 2);
    hits += 1;
  });
  let ideal = 0;
  for (let rank = 0; rank < Math.min(CUTOFF, wanted); rank += 1) ideal += 1 / Math.log2(rank + 2);
  return { ndcg: gain / ideal, recall: hits / wanted };
}
