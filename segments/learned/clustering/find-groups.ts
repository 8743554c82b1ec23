import { RandomSource } from '../../../fusion/index.ts';
import { type CountQuality, chooseCount } from './choose-count.ts';
import { embedPoints } from './embed-points.ts';
import { gaussianMixture } from './gaussian-mixture.ts';

/** Groups of points, the largest first. */
export interface FoundGroups {
  readonly count: number;
  /** [points] */
  readonly assignment: Int32Array;
  readonly qualities: readonly CountQuality[];
}

const RESTARTS = 8;

/**
 * Finds groups of any shape: the graph of shared neighbours, its embedding, the number of groups by
 * stability, and a mixture of Gaussians in the embedding.
 * @param points [points][dimension]
 * @param counts the numbers of groups to try
 */
export function findGroups(
  points: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): FoundGroups {
  const random = RandomSource.fromSeed(seed);
  const { count, qualities } = chooseCount(points, counts, random);
  const { assignment } = gaussianMixture(embedPoints(points, random), count, random, RESTARTS);
  return { count, assignment: bySize(assignment, count), qualities };
}

function bySize(assignment: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (const group of assignment) sizes[group] += 1;
  const order = [...sizes.keys()].sort((left, right) => sizes[right] - sizes[left]);
  return assignment.map((group) => order.indexOf(group));
}
