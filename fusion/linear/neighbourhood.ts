import { powerOrZero, SparseMatrix } from './sparse-matrix.ts';
import { topK } from './top-k.ts';

export interface NeighbourhoodSettings {
  /** How many neighbours each column keeps at most. */
  readonly count: number;
  /** Exponent of a row's degree: -1 makes every user speak with one voice, 0 one voice per item. */
  readonly rowPower: number;
  /** Exponent of a column's degree; -0.5 with row power 0 is the cosine. */
  readonly columnPower: number;
}

/**
 * The nearest columns of each column: entry (i, j) of the result [columns, columns] is
 * d_i^q (Σ_u x_ui d_u^p x_uj) d_j^q for the `count` greatest j of each i, without i itself.
 * p = 0, q = -0.5: cosine (Deshpande and Karypis 2004); p = -1, q = -0.5: the linear graph filter of
 * GF-CF (Shen et al. 2021, equation 9).
 */
export function columnNeighbours(
  matrix: SparseMatrix,
  settings: NeighbourhoodSettings,
): SparseMatrix {
  const transposed = matrix.transpose();
  const rowScale = powerOrZero(matrix.rowSums(), settings.rowPower);
  const columnScale = powerOrZero(matrix.columnSums(), settings.columnPower);
  const sums = new Float64Array(matrix.columns);
  const touched = new Int32Array(matrix.columns);
  const pointers = new Int32Array(matrix.columns + 1);
  const indices: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (let column = 0; column < matrix.columns; column += 1) {
    let count = 0;
    for (
      let entry = transposed.pointers[column];
      entry < transposed.pointers[column + 1];
      entry += 1
    ) {
      const row = transposed.indices[entry];
      const weight = transposed.values[entry] * rowScale[row];
      for (let other = matrix.pointers[row]; other < matrix.pointers[row + 1]; other += 1) {
        const to = matrix.indices[other];
        if (to === column) continue;
        if (sums[to] === 0) {
          touched[count] = to;
          count += 1;
        }
        sums[to] += weight * matrix.values[other];
      }
    }
    const found = touched.slice(0, count).sort();
    const scores = Float64Array.from(found, (to) => sums[to] * columnScale[to]);
    const best = topK(scores, count, settings.count).sort();
    indices.push(Int32Array.from(best, (place) => found[place]));
    values.push(Float32Array.from(best, (place) => scores[place] * columnScale[column]));
    pointers[column + 1] = pointers[column] + best.length;
    for (const to of found) sums[to] = 0;
  }
  return joinRows(matrix.columns, matrix.columns, pointers, indices, values);
}

/** One matrix out of the entries of its rows. */
export function joinRows(
  rows: number,
  columns: number,
  pointers: Int32Array,
  indices: readonly Int32Array[],
  values: readonly Float32Array[],
): SparseMatrix {
  const allIndices = new Int32Array(pointers[rows]);
  const allValues = new Float32Array(pointers[rows]);
  for (let row = 0; row < rows; row += 1) {
    allIndices.set(indices[row], pointers[row]);
    allValues.set(values[row], pointers[row]);
  }
  return new SparseMatrix(rows, columns, pointers, allIndices, allValues);
}

/** Keeps the `count` greatest entries of each row. */
export function keepGreatest(matrix: SparseMatrix, count: number): SparseMatrix {
  const pointers = new Int32Array(matrix.rows + 1);
  const indices: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (let row = 0; row < matrix.rows; row += 1) {
    const from = matrix.pointers[row];
    const size = matrix.pointers[row + 1] - from;
    const best = topK(matrix.values.subarray(from, from + size), size, count).sort();
    indices.push(Int32Array.from(best, (place) => matrix.indices[from + place]));
    values.push(Float32Array.from(best, (place) => matrix.values[from + place]));
    pointers[row + 1] = pointers[row] + best.length;
  }
  return joinRows(matrix.rows, matrix.columns, pointers, indices, values);
}
