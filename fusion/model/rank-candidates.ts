import { COMMON, type RankedItem } from './encoded-profile.ts';
import type { EncodedUser } from './encoded-user.ts';
import type { FusionNetwork } from './fusion-network.ts';
import type { CandidateInput } from './user-input.ts';

/** The best `count` candidates with the parts of their scores, best first; ties by item id. */
export function rankCandidates(
  network: FusionNetwork,
  user: EncodedUser,
  candidates: CandidateInput,
  itemIds: readonly string[],
  count: number,
): RankedItem[] {
  const scores = network.scores(user, candidates);
  const order = Array.from(scores.keys()).sort(
    (a, b) => scores[b] - scores[a] || (itemIds[a] < itemIds[b] ? -1 : 1),
  );
  return order.slice(0, count).map((row) => ({
    itemId: itemIds[row],
    score: scores[row],
    contributions: network
      .parts(user, candidates, row)
      .map(({ modality, value }) => ({ modality: modality ?? COMMON, value })),
  }));
}
