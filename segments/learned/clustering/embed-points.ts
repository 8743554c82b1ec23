import type { RandomSource, SparseMatrix } from '../../../fusion/index.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { EMBEDDING_DEFAULTS, embedNeighbours } from './neighbour-embedding.ts';
import { sharedNeighbourGraph } from './neighbour-graph.ts';

/** Points laid out by their shared neighbours. */
export interface EmbeddedPoints {
  /** [points, points] */
  readonly graph: SparseMatrix;
  /** [points][2 to 10] */
  readonly embedding: readonly Float32Array[];
}

const NEIGHBOURS = 15;
/** A Gaussian with full covariances needs some points an axis. */
const POINTS_AN_AXIS = 16;

/**
 * Lays points out by their shared neighbours, so that groups of any shape become compact.
 * @param points [points][dimension]
 */
export function embedPoints(points: readonly Float32Array[], random: RandomSource): EmbeddedPoints {
  const graph = sharedNeighbourGraph(nearestNeighbours(points, NEIGHBOURS));
  const most = Math.max(2, Math.floor(points.length / POINTS_AN_AXIS));
  const dimension = Math.min(EMBEDDING_DEFAULTS.dimension, most);
  return { graph, embedding: embedNeighbours(graph, random, { ...EMBEDDING_DEFAULTS, dimension }) };
}
