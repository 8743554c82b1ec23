import type { FusionModel, UserHistory } from '../../fusion/index.ts';
import type { LearnedDefinition } from '../../segments/index.ts';
import type { Act } from '../attribution/acts.ts';
import { scoreOf } from '../attribution/profile-score.ts';
import { type FoundChange, smallestChange } from '../attribution/smallest-change.ts';
import { marginScore } from './margin-score.ts';

/** A model with the instant that its profile of a history speaks of. */
export interface ChangedModel {
  readonly fusion: Pick<FusionModel, 'featureReader'>;
  readonly instantOf: (history: UserHistory) => number;
}

/**
 * The smallest change with which a user would fall into a group, or out of it; null where none is within
 * reach.
 */
export function learnedChange(
  { fusion, instantOf }: ChangedModel,
  definition: Pick<LearnedDefinition, 'grouping' | 'group'>,
  history: UserHistory,
  acts: readonly Act[],
  leaving: boolean,
): FoundChange | null {
  return smallestChange(history, acts, instantOf(history), (changed) => {
    const score = marginScore(fusion.featureReader(instantOf(changed)), definition);
    const margin = scoreOf(score, changed);
    return leaving ? -margin : margin;
  });
}
