import type { Stage } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { rankingScores } from '../../metrics/index.ts';
import { visitTime, type YelpUser } from './dataset.ts';

export const LIST_LENGTH = 20;

/**
 * The stages of the protocol, cut user by user: `inner` learns from the last fifth of the train part,
 * `tune` from the tune part. Nothing of the test part is in any of them.
 */
export function yelpStages(
  users: readonly YelpUser[],
  tuneSplit: Stage['split'],
): (histories: readonly UserHistory[]) => Stage[] {
  const byId = new Map(users.map((user) => [user.userId, user]));
  const partsOf = ({ userId }: UserHistory): { train: number; tune: number } => {
    const user = byId.get(userId);
    return { train: user?.train.length ?? 0, tune: user?.tune.length ?? 0 };
  };
  return () => [
    {
      name: 'inner',
      split: 'train',
      cut: (history) => {
        const { train } = partsOf(history);
        if (train === 0) return null;
        return { asOf: visitTime(Math.ceil(0.8 * train) - 1), until: visitTime(train - 1) };
      },
    },
    {
      name: 'tune',
      split: tuneSplit,
      cut: (history) => {
        const { train, tune } = partsOf(history);
        if (train === 0) return null;
        return { asOf: visitTime(train - 1), until: visitTime(train + tune - 1) };
      },
    },
  ];
}

/** Scores of all users with test items, in the order of the users. */
export interface TestScores {
  readonly recall: readonly number[];
  readonly ndcg: readonly number[];
}

/**
 * Judges ranked lists on the test part. Train and tune positives must not be in the lists; a user
 * who returns to a known place cannot be predicted, and such test items stay in the count.
 */
export function scoreTest(
  users: readonly YelpUser[],
  rank: (user: YelpUser) => readonly string[],
): TestScores {
  const recall: number[] = [];
  const ndcg: number[] = [];
  for (const user of users) {
    if (user.test.length === 0) continue;
    const scores = rankingScores(rank(user), new Set(user.test), LIST_LENGTH);
    recall.push(scores.recall);
    ndcg.push(scores.ndcg);
  }
  return { recall, ndcg };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
