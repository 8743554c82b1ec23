import { RandomSource } from '../../../fusion/index.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';
import { embedPoints } from './embed-points.ts';
import { gaussianMixture } from './gaussian-mixture.ts';

/** Points that are looked at; more change nothing but the time. */
const SAMPLE = 4000;
const RESAMPLES = 8;
/** Of the points that a resample holds: two of them share four ninths. */
const HELD = 2 / 3;
const STARTS = 4;

/**
 * How well groups come back when others of the points are looked at: the mean adjusted Rand index
 * between resamples, each grouped anew, on the points that two have in common (Ben-Hur,
 * Elisseeff and Guyon 2002). Groups that only the graph of one sample shows give themselves away.
 * @param points [points][dimension]
 * @param groupsOf groups points, [points][dimension], as those that are asked about were grouped
 * @param seed of the resamples: two ways of grouping are compared on the same ones
 * @returns at most 1; about 0 where the groups are those of chance
 */
export function groupStability(
  points: readonly Float32Array[],
  groupsOf: (points: readonly Float32Array[]) => ArrayLike<number>,
  seed: number,
): number {
  const random = RandomSource.fromSeed(seed);
  const sample = random.shuffle(Int32Array.from(points.keys())).slice(0, SAMPLE);
  const resamples = Array.from({ length: RESAMPLES }, () => {
    const held = [...random.shuffle(sample).subarray(0, Math.ceil(sample.length * HELD))];
    const assignment = groupsOf(held.map((index) => points[index]));
    return new Map(held.map((index, place) => [index, assignment[place]]));
  });
  const agreements = resamples.flatMap((left, one) =>
    resamples.slice(one + 1).map((right) => {
      const shared = [...left.keys()].filter((index) => right.has(index));
      const groupsIn = (groups: ReadonlyMap<number, number>): number[] =>
        shared.map((index) => groups.get(index)!);
      return adjustedRandIndex(groupsIn(left), groupsIn(right));
    }),
  );
  return agreements.reduce((sum, agreement) => sum + agreement, 0) / agreements.length;
}

/** Groups by a mixture of Gaussians in the embedding of the points, [points]. */
export function mixtureOf(
  points: readonly Float32Array[],
  count: number,
  random: RandomSource,
): Int32Array {
  return gaussianMixture(embedPoints(points, random).embedding, count, random, STARTS).assignment;
}
