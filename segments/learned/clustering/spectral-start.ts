import { type RandomSource, SparseMatrix, truncatedSvd } from '../../../fusion/index.ts';

const ITERATIONS = 12;

/**
 * Where the points of a graph start: the eigenvectors of its normalised Laplacian with the smallest
 * eigenvalues, without the constant one (Belkin and Niyogi 2003). They are the strongest directions
 * of I + D^-1/2 W D^-1/2, which is positive, so that its singular vectors are its eigenvectors.
 * @param graph [points, points], symmetric, each point with a neighbour
 * @returns [points][dimension], the greatest number at `scale`; fewer axes than asked stay near 0
 */
export function spectralStart(
  graph: SparseMatrix,
  dimension: number,
  random: RandomSource,
  scale: number,
): Float32Array[] {
  const degrees = graph.rowSums();
  const rows = Array.from({ length: graph.rows }, (_, row) => {
    const indices = [row];
    const values = [1];
    for (let entry = graph.pointers[row]; entry < graph.pointers[row + 1]; entry += 1) {
      const column = graph.indices[entry];
      indices.push(column);
      values.push(graph.values[entry] / Math.sqrt(degrees[row] * degrees[column]));
    }
    return { indices, values };
  });
  const matrix = SparseMatrix.fromRows(graph.rows, rows);
  const { rank, left } = truncatedSvd(matrix, dimension + 1, random.next(), ITERATIONS);
  let greatest = 0;
  for (let point = 0; point < graph.rows; point += 1) {
    for (let axis = 1; axis < rank; axis += 1) {
      greatest = Math.max(greatest, Math.abs(left[point * rank + axis]));
    }
  }
  return Array.from({ length: graph.rows }, (_, point) =>
    Float32Array.from({ length: dimension }, (_, axis) => {
      const value = axis + 1 < rank ? left[point * rank + axis + 1] / (greatest || 1) : 0;
      return scale * (value + 1e-4 * random.normal());
    }),
  );
}
