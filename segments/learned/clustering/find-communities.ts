import { RandomSource, type SparseMatrix } from '../../../fusion/index.ts';
import { bySize, sizesOf } from './by-size.ts';
import type { FoundGroups } from './find-groups.ts';
import { graphCommunities } from './graph-communities.ts';
import { groupStability } from './group-stability.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { sharedNeighbourGraph } from './neighbour-graph.ts';

/** Fewer than for the embedding, so that what hangs together by a thread comes apart. */
const NEIGHBOURS = 10;

/**
 * Finds groups as communities in the graph of shared neighbours; null where their number is none of
 * those to try, or one of them is smaller than a neighbourhood: a hole in the graph around it.
 * @param points [points][dimension]
 * @param counts the numbers of groups to try
 */
export function findCommunities(
  points: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): Omit<FoundGroups, 'qualities'> | null {
  const random = RandomSource.fromSeed(seed);
  const { count, assignment } = graphCommunities(graphOf(points), random);
  const sizes = sizesOf(assignment, count);
  if (!counts.includes(count) || sizes.some((size) => size < NEIGHBOURS)) return null;
  const anew = (some: readonly Float32Array[]) =>
    graphCommunities(graphOf(some), random).assignment;
  const stability = groupStability(points, anew, seed);
  return { count, assignment: bySize(assignment, count), stability };
}

function graphOf(points: readonly Float32Array[]): SparseMatrix {
  return sharedNeighbourGraph(nearestNeighbours(points, NEIGHBOURS));
}
