import type { SparseMatrix } from '../../linear/index.ts';

/** A matrix of inputs [rows, columns] that is only known by what it does to vectors. */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** X v, [rows]. */
  times(vector: Float64Array): Float64Array;
  /** Xᵀ u, [columns]. */
  transposedTimes(vector: Float64Array): Float64Array;
}

/** @param values [rows, columns], row by row */
export function denseDesign(values: Float64Array, rows: number, columns: number): Design {
  return {
    rows,
    columns,
    times(vector) {
      const result = new Float64Array(rows);
      for (let row = 0; row < rows; row += 1) {
        const from = row * columns;
        let sum = 0;
        for (let column = 0; column < columns; column += 1) {
          sum += values[from + column] * vector[column];
        }
        result[row] = sum;
      }
      return result;
    },
    transposedTimes(vector) {
      const result = new Float64Array(columns);
      for (let row = 0; row < rows; row += 1) {
        const from = row * columns;
        const factor = vector[row];
        for (let column = 0; column < columns; column += 1) {
          result[column] += factor * values[from + column];
        }
      }
      return result;
    },
  };
}

export function sparseDesign(matrix: SparseMatrix): Design {
  const transposed = matrix.transpose();
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    times: (vector) => matrix.multiply(vector, 1),
    transposedTimes: (vector) => transposed.multiply(vector, 1),
  };
}
