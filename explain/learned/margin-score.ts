import type { FeatureReader } from '../../fusion/index.ts';
import { assignInput, encoderInput, type LearnedDefinition } from '../../segments/index.ts';
import type { ProfileScore } from '../attribution/profile-score.ts';

/** The margin by which a user belongs to a learned segment, above zero for the one the user is in. */
export function marginScore(
  reader: Pick<FeatureReader, 'features'>,
  { grouping, group }: Pick<LearnedDefinition, 'grouping' | 'group'>,
): ProfileScore {
  return {
    columns: grouping.columns,
    read: (history, modalities) =>
      encoderInput(grouping.columns, reader.features(history, modalities)),
    score: (row) => assignInput(grouping, row).margins[group],
  };
}
