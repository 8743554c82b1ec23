import { FEWEST, LEVEL } from '../few.ts';
import {
  momentsOfCount,
  type ShareDifference,
  shareDifference,
} from '../statistics/share-difference.ts';

/** Something that a share of users has to do with. */
export interface CommonThing extends ShareDifference {
  readonly key: string;
  /** How many of the members that were looked at. */
  readonly users: number;
}

/** What each of some users has to do with. */
export type ThingsOf = readonly ReadonlySet<string>[];

/**
 * What most members have to do with, beside how many others have. Things of fewer members than a
 * handful are left out; the intervals are corrected for all that were looked at (Bonferroni).
 */
export function commonThings(members: ThingsOf, others: ThingsOf): CommonThing[] {
  const rest = countsOf(others);
  const known = [...countsOf(members)].filter(([, users]) => users >= FEWEST);
  return known
    .map(([key, users]) => ({
      ...{ key, users },
      ...shareDifference(
        momentsOfCount(users, members.length),
        momentsOfCount(rest.get(key) ?? 0, others.length),
        LEVEL / known.length,
      ),
    }))
    .sort((left, right) => right.users - left.users || (left.key < right.key ? -1 : 1));
}

function countsOf(users: ThingsOf): Map<string, number> {
  const counts = new Map<string, number>();
  for (const things of users) {
    for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  }
  return counts;
}
