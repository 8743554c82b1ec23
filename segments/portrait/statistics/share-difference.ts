import { compareMeans, intervalOf, type Moments } from './compare-means.ts';

/** A mean share of members beside that of others. */
export interface ShareDifference {
  /** 0 to 1. */
  readonly members: number;
  readonly others: number;
  /** The interval of members less others; all of the same list hold together 95 % of the times. */
  readonly low: number;
  readonly high: number;
  /** Whether the interval leaves zero out. */
  readonly apart: boolean;
}

/**
 * The difference of two mean shares with its interval, which is everything from -1 to 1 where a side
 * has fewer than two users.
 * @param miss how often the interval may miss: what all of a list may, divided by their number
 */
export function shareDifference(members: Moments, others: Moments, miss: number): ShareDifference {
  const test = compareMeans(members, others);
  const unknown: readonly [number, number] =
    members.count < 2 || others.count < 2 ? [-1, 1] : [0, 0];
  const [low, high] = test === null ? unknown : intervalOf(test, miss);
  return {
    ...{ members: members.mean, others: others.mean },
    ...{ low: Math.max(-1, low), high: Math.min(1, high), apart: low > 0 || high < 0 },
  };
}

/** So many of a number of users, as values of one and zero. */
export function momentsOfCount(found: number, count: number): Moments {
  const mean = count === 0 ? 0 : found / count;
  return { count, mean, variance: count < 2 ? 0 : (mean * (1 - mean) * count) / (count - 1) };
}
