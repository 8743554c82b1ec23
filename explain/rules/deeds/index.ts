import type { ConditionName, ConditionParameters } from '../../../segments/index.ts';
import { countDeed, recencyDeed } from './counted.ts';
import type { FindDeed } from './deed.ts';
import { distinctDeed } from './distinct.ts';
import { friendsDeed } from './friends.ts';
import { sequenceDeed } from './sequence.ts';
import { sumDeed, trendDeed } from './sums.ts';
import { visitsDeed } from './visits.ts';

/** The kinds of condition that somebody can do something about. What a user is, and where, is not of them. */
export const deedFinders: {
  readonly [Name in ConditionName]?: FindDeed<ConditionParameters[Name]>;
} = {
  ...{ count: countDeed, sum: sumDeed, distinct: distinctDeed, recency: recencyDeed },
  ...{ sequence: sequenceDeed, trend: trendDeed, visits: visitsDeed, friends: friendsDeed },
};
