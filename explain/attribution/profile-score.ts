import type { ScoreColumn, UserHistory } from '../../fusion/index.ts';

/**
 * A score of a user as of one fixed instant, in a form that parts of the user can be left out of: what
 * all explanations of learned segments and of read-outs are made from. It runs the model that serves.
 */
export interface ProfileScore {
  readonly columns: readonly ScoreColumn[];
  /** What the score is computed from, [columns], with all of a user's modalities or only some. */
  read(history: UserHistory, modalities?: readonly string[]): Float32Array;
  /** @param row [columns] */
  score(row: Float32Array): number;
}

/** The score of a history. */
export function scoreOf(score: ProfileScore, history: UserHistory): number {
  return score.score(score.read(history));
}
