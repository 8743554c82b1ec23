import { RandomSource } from '../../../fusion/index.ts';
import { bySize } from './by-size.ts';
import { type CountQuality, chooseCount } from './choose-count.ts';
import { embedPoints } from './embed-points.ts';
import { groupStability, mixtureOf } from './group-stability.ts';

/** Groups of points, the largest first. */
export interface FoundGroups {
  readonly count: number;
  /** [points] */
  readonly assignment: Int32Array;
  /** How well the groups come back on other points: at most 1. */
  readonly stability: number;
  readonly qualities: readonly CountQuality[];
}

/**
 * Finds groups of any shape: the graph of shared neighbours, its embedding, mixtures of Gaussians in
 * the embedding, and of these the one whose groups the graph ties together best.
 * @param points [points][dimension]
 * @param counts the numbers of groups to try, ascending
 */
export function findGroups(
  points: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): FoundGroups {
  const random = RandomSource.fromSeed(seed);
  const { count, assignment, qualities } = chooseCount(embedPoints(points, random), counts, random);
  const anew = (some: readonly Float32Array[]) => mixtureOf(some, count, random);
  const stability = groupStability(points, anew, seed);
  return { count, assignment: bySize(assignment, count), stability, qualities };
}
