import { SparseMatrix } from '../../linear/index.ts';

/**
 * Each edge weighed by how much its ends' neighbourhoods overlap: common neighbours over all
 * neighbours of the two (Jaccard 1901), both ends counted among their own.
 */
export function jaccardWeights(graph: SparseMatrix): SparseMatrix {
  const mark = new Int32Array(graph.rows).fill(-1);
  const values = new Float32Array(graph.entries);
  const degree = (row: number): number => graph.pointers[row + 1] - graph.pointers[row];
  for (let row = 0; row < graph.rows; row += 1) {
    for (let at = graph.pointers[row]; at < graph.pointers[row + 1]; at += 1) {
      mark[graph.indices[at]] = row;
    }
    for (let at = graph.pointers[row]; at < graph.pointers[row + 1]; at += 1) {
      const other = graph.indices[at];
      let common = 2; // each end is a neighbour of the other
      for (let place = graph.pointers[other]; place < graph.pointers[other + 1]; place += 1) {
        if (mark[graph.indices[place]] === row) common += 1;
      }
      values[at] = common / (degree(row) + degree(other) + 2 - common);
    }
  }
  return new SparseMatrix(graph.rows, graph.columns, graph.pointers, graph.indices, values);
}
