import type { UserHistory } from '../../../fusion/index.ts';
import { FEWEST } from '../few.ts';
import { type ActiveArea, activeAreas } from './active-areas.ts';
import { type ActiveTimes, activeTimes } from './active-times.ts';
import { type ActivityKind, activityKinds, type ItemOf } from './activity-kinds.ts';

/** What members do, where and when, beside others. */
export interface Activity extends ActiveTimes {
  /** How many members and others were looked at. */
  readonly members: number;
  readonly others: number;
  readonly kinds: readonly ActivityKind[];
  readonly areas: readonly ActiveArea[];
}

/**
 * Reads what members do out of their histories and those of others.
 * @returns null for fewer than a handful on either side
 */
export function activityOf(
  members: readonly UserHistory[],
  others: readonly UserHistory[],
  itemOf: ItemOf,
): Activity | null {
  if (members.length < FEWEST || others.length < FEWEST) return null;
  return {
    ...{ members: members.length, others: others.length },
    kinds: activityKinds(members, others, itemOf),
    areas: activeAreas(members, others, itemOf),
    ...activeTimes(members, others),
  };
}
