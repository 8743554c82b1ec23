import type { RandomSource } from '../../fusion/index.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';
import { type Clustering, kMeans, nearestCentre } from './k-means.ts';
import { squaredDistance } from './vectors.ts';

/** How well a number of groups fits. */
export interface CountQuality {
  readonly count: number;
  /** Bayesian information criterion of equal spherical Gaussians; smaller is better. */
  readonly bic: number;
  /** Mean silhouette, -1 to 1. */
  readonly silhouette: number;
  /** Mean adjusted Rand index between groupings of resamples and of all points. */
  readonly stability: number;
}

const SILHOUETTE_SAMPLE = 600;
const RESAMPLES = 8;
/** Groupings less stable than this are not trusted while a more stable one is at hand. */
const STABLE = 0.8;

/**
 * Divides points into the number of groups that labels are not needed for: among the counts whose
 * grouping comes back on resamples, the one with the best silhouette; where none does, the most
 * stable one.
 * @param counts the numbers of groups to try, each at most the number of points
 */
export function chooseCount(
  points: readonly Float32Array[],
  counts: readonly number[],
  random: RandomSource,
): { readonly clustering: Clustering; readonly qualities: readonly CountQuality[] } {
  const tried = counts.map((count) => {
    const clustering = kMeans(points, count, random);
    const quality: CountQuality = {
      count,
      bic: bic(points, clustering),
      silhouette: silhouette(points, clustering, random),
      stability: stability(points, clustering, random),
    };
    return { clustering, quality };
  });
  const stable = tried.filter(({ quality }) => quality.stability >= STABLE);
  const [best] =
    stable.length > 0
      ? stable.sort((left, right) => right.quality.silhouette - left.quality.silhouette)
      : [...tried].sort((left, right) => right.quality.stability - left.quality.stability);
  return { clustering: best.clustering, qualities: tried.map(({ quality }) => quality) };
}

/** Pelleg and Moore 2000, section 3.2. */
function bic(
  points: readonly Float32Array[],
  { centres, assignment, inertia }: Clustering,
): number {
  const dimension = points[0].length;
  const sizes = new Int32Array(centres.length);
  for (const group of assignment) sizes[group] += 1;
  const variance = Math.max(
    inertia / (dimension * Math.max(1, points.length - centres.length)),
    1e-12,
  );
  let likelihood = 0;
  for (const size of sizes) if (size > 0) likelihood += size * Math.log(size / points.length);
  likelihood -= (points.length * dimension * Math.log(2 * Math.PI * variance)) / 2;
  likelihood -= (dimension * (points.length - centres.length)) / 2;
  const parameters = centres.length * (dimension + 1);
  return -2 * likelihood + parameters * Math.log(points.length);
}

/** Rousseeuw 1987, over a sample of the points against all of the sample. */
function silhouette(
  points: readonly Float32Array[],
  { centres, assignment }: Clustering,
  random: RandomSource,
): number {
  const sample = random.shuffle(Int32Array.from(points.keys())).subarray(0, SILHOUETTE_SAMPLE);
  let total = 0;
  for (const index of sample) {
    const sums = new Float64Array(centres.length);
    const sizes = new Int32Array(centres.length);
    for (const other of sample) {
      if (other === index) continue;
      sums[assignment[other]] += Math.sqrt(squaredDistance(points[index], points[other]));
      sizes[assignment[other]] += 1;
    }
    const own = assignment[index];
    if (sizes[own] === 0) continue;
    const inside = sums[own] / sizes[own];
    let outside = Number.POSITIVE_INFINITY;
    for (let group = 0; group < sums.length; group += 1) {
      if (group !== own && sizes[group] > 0)
        outside = Math.min(outside, sums[group] / sizes[group]);
    }
    const larger = Math.max(inside, outside);
    if (Number.isFinite(outside) && larger > 0) total += (outside - inside) / larger;
  }
  return total / Math.max(1, sample.length);
}

/** Groups resamples drawn with replacement anew and compares how all points fall (Hennig 2007). */
function stability(
  points: readonly Float32Array[],
  { centres, assignment }: Clustering,
  random: RandomSource,
): number {
  let total = 0;
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    const drawn = points.map(() => points[random.below(points.length)]);
    const again = kMeans(drawn, centres.length, random, 2);
    total += adjustedRandIndex(
      assignment,
      points.map((point) => nearestCentre(again.centres, point)),
    );
  }
  return total / RESAMPLES;
}
