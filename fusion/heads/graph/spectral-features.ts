import { powerOrZero, type SparseMatrix, truncatedSvd } from '../../linear/index.ts';
import type { FeatureColumn } from '../feature-table.ts';

/**
 * Where each row lies in the graph: the strongest singular directions of the adjacency scaled by the
 * roots of the degrees (the smooth directions of the normalised Laplacian; Ng, Jordan and Weiss 2002).
 */
export function spectralFeatures(
  graph: SparseMatrix,
  dimensions: number,
  seed: number,
): FeatureColumn[] {
  const scale = powerOrZero(graph.rowSums(), -0.5);
  const { left, rank } = truncatedSvd(graph.scale(scale, scale), dimensions, seed);
  return Array.from({ length: rank }, (_, axis) => ({
    name: `spectral_${axis + 1}`,
    group: 'graph',
    values: Float64Array.from({ length: graph.rows }, (_, row) => left[row * rank + axis]),
  }));
}
