import type { RandomSource } from '../../../fusion/index.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { EMBEDDING_DEFAULTS, embedNeighbours } from './neighbour-embedding.ts';
import { sharedNeighbourGraph } from './neighbour-graph.ts';

const NEIGHBOURS = 15;
/** A Gaussian with full covariances needs some points an axis. */
const POINTS_AN_AXIS = 16;

/**
 * Lays points out by their shared neighbours, so that groups of any shape become compact.
 * @param points [points][dimension]
 * @returns [points][2 to 10]
 */
export function embedPoints(
  points: readonly Float32Array[],
  random: RandomSource,
): readonly Float32Array[] {
  const graph = sharedNeighbourGraph(nearestNeighbours(points, NEIGHBOURS));
  const most = Math.max(2, Math.floor(points.length / POINTS_AN_AXIS));
  const dimension = Math.min(EMBEDDING_DEFAULTS.dimension, most);
  return embedNeighbours(graph, random, { ...EMBEDDING_DEFAULTS, dimension });
}
