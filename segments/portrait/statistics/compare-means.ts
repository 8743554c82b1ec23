import { studentCritical, studentTail } from './student-t.ts';

/** Values that are there, summed up. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Unbiased; 0 for fewer than two values. */
  readonly variance: number;
}

/** Sums up the values of some users; NaN stands for what a user does not have. */
export function momentsOf(values: Float64Array, users: ArrayLike<number>): Moments {
  let count = 0;
  let mean = 0;
  let squares = 0;
  // In one pass (Welford 1962): the square of a mean taken from a mean of squares would lose digits.
  for (let place = 0; place < users.length; place += 1) {
    const value = values[users[place]];
    if (Number.isNaN(value)) continue;
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  return { count, mean, variance: count < 2 ? 0 : squares / (count - 1) };
}

/** How two means differ. */
export interface MeanDifference {
  readonly difference: number;
  readonly standardError: number;
  readonly freedom: number;
  /** Of all values together; what effects are measured in. */
  readonly deviation: number;
  /** How likely as great a difference is where there is none. */
  readonly p: number;
}

/**
 * Compares the means of two groups of different users. Of two standard errors the greater counts:
 * Welch's, and the one of labels dealt out at random, which alone is right where a few members happen to
 * be all alike. With as few degrees of freedom as the smaller group has, skewed values of small groups
 * are rather not called different.
 * @returns null where a group has fewer than two values, or all values are equal
 */
export function compareMeans(members: Moments, others: Moments): MeanDifference | null {
  if (members.count < 2 || others.count < 2) return null;
  const count = members.count + others.count;
  const difference = members.mean - others.mean;
  const between = (difference ** 2 * members.count * others.count) / count;
  const within = members.variance * (members.count - 1) + others.variance * (others.count - 1);
  const variance = (within + between) / (count - 1);
  const scale = Math.max(Math.abs(members.mean), Math.abs(others.mean));
  if (Math.sqrt(variance) <= ALL_EQUAL * scale || variance === 0) return null;
  const welch = members.variance / members.count + others.variance / others.count;
  const dealt = variance * (1 / members.count + 1 / others.count);
  const standardError = Math.sqrt(Math.max(welch, dealt));
  const freedom = Math.min(members.count, others.count) - 1;
  const p = studentTail(Math.abs(difference) / standardError, freedom);
  return { difference, standardError, freedom, deviation: Math.sqrt(variance), p };
}

/** Deviations below this share of the mean are rounding. */
const ALL_EQUAL = 1e-12;

/** An interval that misses the true difference with a probability. */
export function intervalOf(
  { difference, standardError, freedom }: MeanDifference,
  miss: number,
): readonly [low: number, high: number] {
  const reach = studentCritical(miss, freedom) * standardError;
  return [difference - reach, difference + reach];
}
