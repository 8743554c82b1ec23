import { SparseMatrix } from '../../linear/index.ts';

/**
 * Counts as unit rows of log(1 + count) times the logarithm of how rare a column is (Salton and
 * Buckley 1988).
 * @param counts [users, columns], not negative
 * @param floor what a column that everybody has still weighs
 */
export function tfIdf(counts: SparseMatrix, floor = 0.1): SparseMatrix {
  const users = new Float64Array(counts.columns);
  for (const column of counts.indices) users[column] += 1;
  const rarity = users.map((own) => (own > 0 ? Math.log(counts.rows / own) + floor : 0));
  const logs = new SparseMatrix(
    counts.rows,
    counts.columns,
    counts.pointers,
    counts.indices,
    counts.values.map(Math.log1p),
  ).scale(new Float64Array(counts.rows).fill(1), rarity);
  return unitRows(logs);
}

/** Every row divided by its length. */
export function unitRows(matrix: SparseMatrix): SparseMatrix {
  const inverse = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row += 1) {
    let square = 0;
    for (let at = matrix.pointers[row]; at < matrix.pointers[row + 1]; at += 1) {
      square += matrix.values[at] ** 2;
    }
    inverse[row] = square > 0 ? 1 / Math.sqrt(square) : 0;
  }
  return matrix.scale(inverse, new Float64Array(matrix.columns).fill(1));
}
