import { RandomSource } from '../../fusion/tensor/random-source.ts';
import type { Interval } from './paired-bootstrap.ts';

/**
 * How sure a mean difference between paired scores is where the pairs of one user hang together: whole
 * users are drawn, and the mean is over their events (Efron and Tibshirani 1993, percentile method).
 * @param clusters the user of each pair
 */
export function clusteredBootstrap(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: { readonly seed: number; readonly rounds?: number },
): Interval {
  if (left.length !== right.length || left.length !== clusters.length || left.length === 0) {
    throw new RangeError(`${left.length} and ${right.length} scores are not pairs.`);
  }
  const sums = new Map<number, { difference: number; pairs: number }>();
  for (let at = 0; at < left.length; at += 1) {
    const own = sums.get(clusters[at]) ?? { difference: 0, pairs: 0 };
    own.difference += left[at] - right[at];
    own.pairs += 1;
    sums.set(clusters[at], own);
  }
  const users = [...sums.values()];
  const random = RandomSource.fromSeed(options.seed);
  const means = Float64Array.from({ length: options.rounds ?? 2000 }, () =>
    ratio(users.map(() => users[random.below(users.length)])),
  ).sort();
  return {
    difference: ratio(users),
    low: means[Math.floor(0.025 * (means.length - 1))],
    high: means[Math.ceil(0.975 * (means.length - 1))],
  };
}

function ratio(users: readonly { readonly difference: number; readonly pairs: number }[]): number {
  let difference = 0;
  let pairs = 0;
  for (const user of users) {
    difference += user.difference;
    pairs += user.pairs;
  }
  return difference / pairs;
}
