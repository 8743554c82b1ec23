import { RandomSource } from '../../../fusion/index.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';
import { bySize } from './by-size.ts';
import { kMeans, nearestCentre } from './k-means.ts';

/** Groups around means, the largest first. */
export interface CompactGroups {
  readonly count: number;
  /** [points] */
  readonly assignment: Int32Array;
  /** How well the groups come back on other points: at most 1. */
  readonly stability: number;
}

/** Points that are looked at while the number is chosen; more change nothing but the time. */
const SAMPLE = 4_000;
const RESAMPLES = 8;
const RESAMPLE_STARTS = 5;
const STARTS = 20;

/**
 * Divides points that show no groups by themselves into as many compact ones as come back best when
 * other points are looked at: k-means on bootstrap resamples, all points assigned to the nearest of
 * each one's means, and the mean adjusted Rand index between the resamples (Fang and Wang 2012).
 * @param points [points][dimension]
 * @param counts the numbers of groups to try, ascending, each at most a third of the points
 */
export function findCompactGroups(
  points: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): CompactGroups {
  const random = RandomSource.fromSeed(seed);
  const order = random.shuffle(Int32Array.from(points.keys())).slice(0, SAMPLE);
  const sample = Array.from(order, (index) => points[index]);
  const resamples = Array.from({ length: RESAMPLES }, () => resample(sample, random));
  const found = counts.map((count) => {
    const groupings = resamples.map((held) => {
      const { centres } = kMeans(held, count, random, RESAMPLE_STARTS);
      return Int32Array.from(sample, (point) => nearestCentre(centres, point));
    });
    return { count, stability: meanAgreement(groupings) };
  });
  const { count, stability } = found.reduce((best, one) =>
    one.stability > best.stability ? one : best,
  );
  const { assignment } = kMeans(points, count, random, STARTS);
  return { count, stability, assignment: bySize(assignment, count) };
}

/** Drawn with replacement; what is drawn twice counts once, as a user is one user. */
export function resample<Point>(points: readonly Point[], random: RandomSource): Point[] {
  const held = new Set<Point>();
  for (let draw = 0; draw < points.length; draw += 1) held.add(points[random.below(points.length)]);
  return [...held];
}

/** The mean adjusted Rand index between any two groupings of the same points. */
export function meanAgreement(groupings: readonly ArrayLike<number>[]): number {
  const agreements = groupings.flatMap((left, place) =>
    groupings.slice(place + 1).map((right) => adjustedRandIndex(left, right)),
  );
  return agreements.reduce((sum, agreement) => sum + agreement, 0) / agreements.length;
}
