import { columnNeighbours, SparseMatrix } from '../../linear/index.ts';

/**
 * What like-minded users buy: the mean of the nearest users' shares, weighed by cosine (the
 * neighbours' part of TIFU-KNN, Hu et al. 2020).
 * @param counts [users, categories]
 * @returns [users, categories], each row's shares summing to at most 1
 */
export function neighbourShares(counts: SparseMatrix, neighbours: number): SparseMatrix {
  const ones = new Float64Array(counts.columns).fill(1);
  const norms = new Float64Array(counts.rows);
  for (let row = 0; row < counts.rows; row += 1) {
    for (let at = counts.pointers[row]; at < counts.pointers[row + 1]; at += 1) {
      norms[row] += counts.values[at] ** 2;
    }
  }
  const inverse = (values: Float64Array) => values.map((value) => (value > 0 ? 1 / value : 0));
  const unit = counts.scale(inverse(norms.map(Math.sqrt)), ones);
  const near = columnNeighbours(unit.transpose(), {
    count: neighbours,
    rowPower: 0,
    columnPower: 0,
  });
  const weights = near.scale(inverse(near.rowSums()), new Float64Array(near.columns).fill(1));
  return productOf(weights, counts.scale(inverse(counts.rowSums()), ones));
}

/** The sparse product of two sparse matrices. */
function productOf(left: SparseMatrix, right: SparseMatrix): SparseMatrix {
  const rows: { indices: number[]; values: number[] }[] = [];
  const sums = new Float64Array(right.columns);
  for (let row = 0; row < left.rows; row += 1) {
    const touched: number[] = [];
    for (let at = left.pointers[row]; at < left.pointers[row + 1]; at += 1) {
      const other = left.indices[at];
      for (let to = right.pointers[other]; to < right.pointers[other + 1]; to += 1) {
        const column = right.indices[to];
        if (sums[column] === 0) touched.push(column);
        sums[column] += left.values[at] * right.values[to];
      }
    }
    rows.push({ indices: touched, values: touched.map((column) => sums[column]) });
    for (const column of touched) sums[column] = 0;
  }
  return SparseMatrix.fromRows(right.columns, rows);
}
