import { attribute } from '../../../explain/attribution/attribute.ts';
import type { ScoredUser } from './scored-user.ts';

/** What attributions miss of the score's difference from the baseline, as a share of it; the greatest. */
export function greatestResidual(
  users: readonly Pick<ScoredUser, 'score' | 'history' | 'players'>[],
): number {
  return users.reduce((most, { score, history, players }) => {
    const taken = attribute(score, history, players, (modality) =>
      score.columns.flatMap((column) =>
        column.modality === modality ? [{ names: [column.feature] }] : [],
      ),
    );
    const difference = taken.score - taken.baseline;
    const sum = taken.shares.reduce((total, { value }) => total + value, 0);
    return Math.max(most, Math.abs(difference - sum) / Math.max(Math.abs(difference), 1e-9));
  }, 0);
}
