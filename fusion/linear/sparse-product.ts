import { joinRows } from './neighbourhood.ts';
import { SparseMatrix } from './sparse-matrix.ts';

/** One sparse matrix times another, row by row (Gustavson 1978). */
export function sparseProduct(left: SparseMatrix, right: SparseMatrix): SparseMatrix {
  const sums = new Float64Array(right.columns);
  const isTouched = new Uint8Array(right.columns);
  const pointers = new Int32Array(left.rows + 1);
  const indices: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (let row = 0; row < left.rows; row += 1) {
    const found: number[] = [];
    for (let entry = left.pointers[row]; entry < left.pointers[row + 1]; entry += 1) {
      const middle = left.indices[entry];
      for (let at = right.pointers[middle]; at < right.pointers[middle + 1]; at += 1) {
        const column = right.indices[at];
        if (isTouched[column] === 0) found.push(column);
        isTouched[column] = 1;
        sums[column] += left.values[entry] * right.values[at];
      }
    }
    const own = Int32Array.from(found).sort();
    indices.push(own);
    values.push(Float32Array.from(own, (column) => sums[column]));
    pointers[row + 1] = pointers[row] + own.length;
    for (const column of own) {
      sums[column] = 0;
      isTouched[column] = 0;
    }
  }
  return joinRows(left.rows, right.columns, pointers, indices, values);
}

/** Two matrices of the same rows side by side. */
export function besideEachOther(left: SparseMatrix, right: SparseMatrix): SparseMatrix {
  const pointers = left.pointers.map((end, row) => end + right.pointers[row]);
  const indices = new Int32Array(left.entries + right.entries);
  const values = new Float32Array(indices.length);
  for (let row = 0; row < left.rows; row += 1) {
    const [from, to] = [left.pointers[row], left.pointers[row + 1]];
    const [first, end] = [right.pointers[row], right.pointers[row + 1]];
    const middle = pointers[row] + to - from;
    indices.set(left.indices.subarray(from, to), pointers[row]);
    values.set(left.values.subarray(from, to), pointers[row]);
    values.set(right.values.subarray(first, end), middle);
    for (let entry = first; entry < end; entry += 1) {
      indices[middle + entry - first] = left.columns + right.indices[entry];
    }
  }
  return new SparseMatrix(left.rows, left.columns + right.columns, pointers, indices, values);
}

/** Two matrices of the same columns, one above the other. */
export function oneAboveTheOther(upper: SparseMatrix, lower: SparseMatrix): SparseMatrix {
  const pointers = new Int32Array(upper.rows + lower.rows + 1);
  pointers.set(upper.pointers);
  pointers.set(
    lower.pointers.map((end) => upper.entries + end),
    upper.rows,
  );
  const indices = new Int32Array(upper.entries + lower.entries);
  const values = new Float32Array(indices.length);
  indices.set(upper.indices);
  values.set(upper.values);
  indices.set(lower.indices, upper.entries);
  values.set(lower.values, upper.entries);
  return new SparseMatrix(pointers.length - 1, upper.columns, pointers, indices, values);
}
