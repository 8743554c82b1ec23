import { SparseMatrix } from '../../../fusion/index.ts';
import type { Neighbours } from './nearest-neighbours.ts';

/** Pairs that share less than this of their neighbours are no neighbours. */
const LEAST_SHARED = 1 / 15;

/**
 * Joins points by the share of neighbours that they have in common, each point counted among its own
 * (Jarvis and Patrick 1973; as Jaccard weights, Levine et al. 2015). A bridge between two groups
 * shares few neighbours, so that it weighs little however short it is.
 * @returns [points, points], symmetric, without a diagonal; every point has at least one neighbour
 */
export function sharedNeighbourGraph({ count, indices }: Neighbours): SparseMatrix {
  const points = indices.length / count;
  const own = Array.from({ length: points }, (_, point) => {
    return new Set([point, ...indices.subarray(point * count, (point + 1) * count)]);
  });
  const weights = own.map(() => new Map<number, number>());
  for (let point = 0; point < points; point += 1) {
    const nearest = indices[point * count];
    for (const other of own[point]) {
      if (other === point) continue;
      const shared = jaccard(own[point], own[other]);
      if (shared < LEAST_SHARED && other !== nearest) continue;
      weights[point].set(other, shared);
      weights[other].set(point, shared);
    }
  }
  return SparseMatrix.fromRows(
    points,
    weights.map((row) => ({ indices: [...row.keys()], values: [...row.values()] })),
  );
}

function jaccard(left: ReadonlySet<number>, right: ReadonlySet<number>): number {
  let shared = 0;
  for (const entry of left) if (right.has(entry)) shared += 1;
  return shared / (left.size + right.size - shared);
}
