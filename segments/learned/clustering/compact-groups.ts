import { RandomSource } from '../../../fusion/index.ts';
import { bySize } from './by-size.ts';
import { countStabilities } from './count-stabilities.ts';
import { kMeans, nearestCentre } from './k-means.ts';

/** Groups around means, the largest first. */
export interface CompactGroups {
  readonly count: number;
  /** [points] */
  readonly assignment: Int32Array;
  /** How well the groups come back on other points: at most 1. */
  readonly stability: number;
}

const RESAMPLE_STARTS = 5;
const STARTS = 20;

/**
 * Divides points that show no groups by themselves into as many compact ones as come back best when
 * other points are looked at: k-means, each point assigned to the nearest mean.
 * @param points [points][dimension]
 * @param counts the numbers of groups to try, ascending, each at most a third of the points
 */
export function findCompactGroups(
  points: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): CompactGroups {
  const random = RandomSource.fromSeed(seed);
  const found = countStabilities(points.length, counts, random, (held) => {
    const own = held.map((point) => points[point]);
    return (tried) => {
      const { centres } = kMeans(own, tried, random, RESAMPLE_STARTS);
      return (point) => nearestCentre(centres, points[point]);
    };
  });
  const { count, stability } = found.reduce((best, one) =>
    one.stability > best.stability ? one : best,
  );
  const { assignment } = kMeans(points, count, random, STARTS);
  return { count, stability, assignment: bySize(assignment, count) };
}
