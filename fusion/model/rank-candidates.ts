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
  itemIds: readonly string[],
  count: number,
): ScoredRow[] {
  const scores = network.scores(user, candidates);
  const order = Array.from(scores.keys()).sort(
    (a, b) => scores[b] - scores[a] || (itemIds[a] < itemIds[b] ? -1 : 1),
  );
  return order.slice(0, count).map((row) => ({ row, itemId: itemIds[row], score: scores[row] }));
}

/** The same with the parts of their scores, which cost more than the scores themselves. */
export function rankCandidates(
  network: FusionNetwork,
  user: EncodedUser,
  candidates: CandidateInput,
  itemIds: readonly string[],
  count: number,
): RankedItem[] {
  return bestCandidates(network, user, candidates, itemIds, count).map(
    ({ row, itemId, score }) => ({
      itemId,
      score,
      contributions: network
        .parts(user, candidates, row)
        .map(({ modality, value }) => ({ modality: modality ?? COMMON, value })),
    }),
  );
}
