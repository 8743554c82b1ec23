import type { SparseMatrix } from '../../linear/index.ts';

/**
 * The weighted mean of the neighbours' known labels, drawn towards the mean of all by `shrinkage`
 * neighbours' worth of weight.
 * @param labels [rows], NaN where unknown
 * @returns [rows]
 */
export function neighbourLabelMean(
  graph: SparseMatrix,
  labels: Float32Array,
  shrinkage: number,
): Float64Array {
  const known = labels.filter((label) => !Number.isNaN(label));
  const prior = known.reduce((sum, label) => sum + label, 0) / Math.max(known.length, 1);
  return Float64Array.from({ length: graph.rows }, (_, row) => {
    let [sum, weight] = [shrinkage * prior, shrinkage];
    for (let entry = graph.pointers[row]; entry < graph.pointers[row + 1]; entry += 1) {
      const label = labels[graph.indices[entry]];
      if (Number.isNaN(label)) continue;
      sum += graph.values[entry] * label;
      weight += graph.values[entry];
    }
    return weight > 0 ? sum / weight : prior;
  });
}
