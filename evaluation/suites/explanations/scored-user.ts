import type { AboutOf } from '../../../explain/attribution/event-effects.ts';
import type { ProfileScore } from '../../../explain/attribution/profile-score.ts';
import { marginScore } from '../../../explain/learned/margin-score.ts';
import type { FusionModel, UserHistory } from '../../../fusion/index.ts';
import { assign, type LearnedGrouping } from '../../../segments/index.ts';

/** A user with the score of the group that the user is in. */
export interface ScoredUser {
  readonly history: UserHistory;
  /** Milliseconds since the epoch: the instant of the profile. */
  readonly asOf: number;
  /** The modalities that the user has. */
  readonly players: readonly string[];
  readonly group: number;
  readonly score: ProfileScore;
  readonly aboutOf: AboutOf;
}

/** Assigns users to groups as they are served and takes the margin of each as the score. */
export function scoredUsers(
  model: Pick<FusionModel, 'featureReader'>,
  grouping: LearnedGrouping,
  histories: readonly UserHistory[],
  trainedThrough: number,
  aboutOf: AboutOf,
): ScoredUser[] {
  return histories.map((history) => {
    const asOf = Math.max(trainedThrough, history.events.at(-1)?.at ?? 0);
    const reader = model.featureReader(asOf);
    const profile = reader.features(history);
    const { group } = assign(grouping, profile);
    const players = profile.modalities.filter(({ present }) => present).map(({ name }) => name);
    return {
      ...{ history, asOf, players, group, aboutOf },
      score: marginScore(reader, { grouping, group }),
    };
  });
}
