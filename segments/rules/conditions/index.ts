import type { ConditionKind } from '../condition-kind.ts';
import type { ConditionName, ConditionParameters } from '../rule.ts';
import { count } from './count.ts';
import { distinct } from './distinct.ts';
import { friends } from './friends.ts';
import { place } from './place.ts';
import { predicted } from './predicted.ts';
import { recency } from './recency.ts';
import { segment } from './segment.ts';
import { sequence } from './sequence.ts';
import { similarity } from './similarity.ts';
import { sum } from './sum.ts';
import { time } from './time.ts';
import { trait } from './trait.ts';
import { trend } from './trend.ts';
import { visits } from './visits.ts';

/** Every kind of condition by the key under which a rule holds it. */
export const conditionKinds: {
  readonly [Name in ConditionName]: ConditionKind<ConditionParameters[Name]>;
} = {
  ...{ trait, count, sum, distinct, recency, sequence, trend },
  ...{ visits, place, friends, predicted, segment, similarity, time },
};

export const CONDITION_NAMES = Object.keys(conditionKinds) as readonly ConditionName[];
