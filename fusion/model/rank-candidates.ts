import { topK } from '../linear/index.ts';
import { COMMON, type RankedItem, type ScoredItem } from './encoded-profile.ts';
import type { EncodedUser } from './encoded-user.ts';
import type { FusionNetwork } from './fusion-network.ts';
import type { CandidateInput } from './user-input.ts';

interface ScoredRow extends ScoredItem {
  /** Its place among the candidates. */
  readonly row: number;
}

/** The best `count` candidates, best first; ties by item id. */
export function bestCandidates(
  network: FusionNetwork,
  user: EncodedUser,
  candidates: CandidateInput,
  idOf: (row: number) => string,
  count: number,
): ScoredRow[] {
  const scores = network.scores(user, candidates);
  const last = topK(scores, scores.length, count).at(-1);
  if (last === undefined) return [];
  // With all that are as good as the last one, so that ids decide among them.
  const best: ScoredRow[] = [];
  for (let row = 0; row < scores.length; row += 1) {
    if (scores[row] >= scores[last]) best.push({ row, itemId: idOf(row), score: scores[row] });
  }
  best.sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1));
  return best.slice(0, count);
}

/** The same with the parts of their scores, which cost more than the scores themselves. */
export function rankCandidates(
  network: FusionNetwork,
  user: EncodedUser,
  candidates: CandidateInput,
  idOf: (row: number) => string,
  count: number,
): RankedItem[] {
  return bestCandidates(network, user, candidates, idOf, count).map(({ row, itemId, score }) => ({
    itemId,
    score,
    contributions: network
      .parts(user, candidates, row)
      .map(({ modality, value }) => ({ modality: modality ?? COMMON, value })),
  }));
}
