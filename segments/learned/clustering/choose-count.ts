import type { RandomSource } from '../../../fusion/index.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';
import { embedPoints } from './embed-points.ts';
import { gaussianMixture } from './gaussian-mixture.ts';

/** How well a number of groups fits. */
export interface CountQuality {
  readonly count: number;
  /** Bayesian information criterion of Gaussians with full covariances, mean; smaller is better. */
  readonly bic: number;
  /** How well the groups come back on other users: mean adjusted Rand index between resamples. */
  readonly stability: number;
}

/** Counts that are as stable as the most stable one but for this are equals. */
const AS_STABLE = 0.03;
/** Points that the choice is made on; more change nothing but the time. */
const SAMPLE = 4000;
const RESAMPLES = 4;
/** Of the points that a resample holds: two of them share four ninths. */
const HELD = 2 / 3;
const RESTARTS = 4;

/** Some of the points in an embedding of their own. */
interface Resample {
  /** The points' indices, and at which place of the embedding each stands. */
  readonly places: ReadonlyMap<number, number>;
  readonly embedding: readonly Float32Array[];
}

/**
 * Chooses the number of groups without labels: among the counts whose groups come back as well as
 * any when others of the points are looked at (Ben-Hur, Elisseeff and Guyon 2002), the one with the
 * best Bayesian information criterion. Every resample is embedded anew, so that groups which only
 * the graph of one sample shows give themselves away.
 * @param points [points][dimension]
 * @param counts the numbers of groups to try, each at most a third of the points
 */
export function chooseCount(
  points: readonly Float32Array[],
  counts: readonly number[],
  random: RandomSource,
): { readonly count: number; readonly qualities: readonly CountQuality[] } {
  const sample = random.shuffle(Int32Array.from(points.keys())).slice(0, SAMPLE);
  const resamples = Array.from({ length: RESAMPLES }, () => {
    return resample(points, random.shuffle(sample), random);
  });
  const qualities = counts.map((count) => qualityOf(resamples, count, random));
  const most = Math.max(...qualities.map(({ stability }) => stability));
  const stable = qualities.filter(({ stability }) => stability >= most - AS_STABLE);
  const best = stable.reduce((left, right) => (right.bic < left.bic ? right : left));
  return { count: best.count, qualities };
}

function resample(
  points: readonly Float32Array[],
  shuffled: Int32Array,
  random: RandomSource,
): Resample {
  const held = [...shuffled.subarray(0, Math.ceil(shuffled.length * HELD))];
  const embedding = embedPoints(
    held.map((index) => points[index]),
    random,
  );
  return { places: new Map(held.map((index, place) => [index, place])), embedding };
}

function qualityOf(
  resamples: readonly Resample[],
  count: number,
  random: RandomSource,
): CountQuality {
  const mixtures = resamples.map(({ embedding }) => {
    return gaussianMixture(embedding, count, random, RESTARTS);
  });
  const agreements = resamples.flatMap((left, one) =>
    resamples.slice(one + 1).map((right, offset) => {
      const shared = [...left.places.keys()].filter((index) => right.places.has(index));
      const groupsIn = (which: number, { places }: Resample): number[] =>
        shared.map((index) => mixtures[which].assignment[places.get(index)!]);
      return adjustedRandIndex(groupsIn(one, left), groupsIn(one + 1 + offset, right));
    }),
  );
  return { count, bic: mean(mixtures.map(({ bic }) => bic)), stability: mean(agreements) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
