/** A matrix in compressed sparse rows: row r has entries pointers[r] to pointers[r + 1]. */
export class SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows + 1] */
  readonly pointers: Int32Array;
  /** Column of each entry; ascending and distinct within a row. */
  readonly indices: Int32Array;
  readonly values: Float32Array;

  constructor(
    rows: number,
    columns: number,
    pointers: Int32Array,
    indices: Int32Array,
    values: Float32Array,
  ) {
    if (pointers.length !== rows + 1 || pointers[rows] !== indices.length) {
      throw new RangeError(`Row pointers do not fit ${rows} rows of ${indices.length} entries.`);
    }
    if (values.length !== indices.length) {
      throw new RangeError(`${indices.length} entries have ${values.length} values.`);
    }
    this.rows = rows;
    this.columns = columns;
    this.pointers = pointers;
    this.indices = indices;
    this.values = values;
  }

  /** The same with only those entries that are wanted. */
  where(wanted: (row: number, column: number) => boolean): SparseMatrix {
    const pointers = new Int32Array(this.rows + 1);
    const kept: number[] = [];
    for (let row = 0; row < this.rows; row += 1) {
      for (let entry = this.pointers[row]; entry < this.pointers[row + 1]; entry += 1) {
        if (wanted(row, this.indices[entry])) kept.push(entry);
      }
      pointers[row + 1] = kept.length;
    }
    const indices = Int32Array.from(kept, (entry) => this.indices[entry]);
    const values = Float32Array.from(kept, (entry) => this.values[entry]);
    return new SparseMatrix(this.rows, this.columns, pointers, indices, values);
  }

  /** Rows given as parallel lists of columns and values; values of a repeated column add up. */
  static fromRows(
    columns: number,
    rows: readonly { readonly indices: ArrayLike<number>; readonly values: ArrayLike<number> }[],
  ): SparseMatrix {
    const pointers = new Int32Array(rows.length + 1);
    const indices: number[] = [];
    const values: number[] = [];
    rows.forEach((row, r) => {
      const sums = new Map<number, number>();
      for (let entry = 0; entry < row.indices.length; entry += 1) {
        const column = row.indices[entry];
        if (column < 0 || column >= columns) {
          throw new RangeError(`Column ${column} lies outside a matrix of ${columns} columns.`);
        }
        sums.set(column, (sums.get(column) ?? 0) + row.values[entry]);
      }
      for (const column of [...sums.keys()].sort((left, right) => left - right)) {
        indices.push(column);
        values.push(sums.get(column) ?? 0);
      }
      pointers[r + 1] = indices.length;
    });
    return new SparseMatrix(
      rows.length,
      columns,
      pointers,
      Int32Array.from(indices),
      Float32Array.from(values),
    );
  }

  get entries(): number {
    return this.indices.length;
  }

  transpose(): SparseMatrix {
    const pointers = new Int32Array(this.columns + 1);
    for (const column of this.indices) pointers[column + 1] += 1;
    for (let column = 0; column < this.columns; column += 1) {
      pointers[column + 1] += pointers[column];
    }
    const next = pointers.slice();
    const indices = new Int32Array(this.entries);
    const values = new Float32Array(this.entries);
    for (let row = 0; row < this.rows; row += 1) {
      for (let entry = this.pointers[row]; entry < this.pointers[row + 1]; entry += 1) {
        const place = next[this.indices[entry]];
        next[this.indices[entry]] = place + 1;
        indices[place] = row;
        values[place] = this.values[entry];
      }
    }
    return new SparseMatrix(this.columns, this.rows, pointers, indices, values);
  }

  rowSums(): Float64Array {
    const sums = new Float64Array(this.rows);
    for (let row = 0; row < this.rows; row += 1) {
      for (let entry = this.pointers[row]; entry < this.pointers[row + 1]; entry += 1) {
        sums[row] += this.values[entry];
      }
    }
    return sums;
  }

  columnSums(): Float64Array {
    const sums = new Float64Array(this.columns);
    this.indices.forEach((column, entry) => {
      sums[column] += this.values[entry];
    });
    return sums;
  }

  /** diag(left) times this times diag(right). */
  scale(left: ArrayLike<number>, right: ArrayLike<number>): SparseMatrix {
    const values = new Float32Array(this.entries);
    for (let row = 0; row < this.rows; row += 1) {
      for (let entry = this.pointers[row]; entry < this.pointers[row + 1]; entry += 1) {
        values[entry] = this.values[entry] * left[row] * right[this.indices[entry]];
      }
    }
    return new SparseMatrix(this.rows, this.columns, this.pointers, this.indices, values);
  }

  /** This times a dense matrix [columns, width], row by row; the product is [rows, width]. */
  multiply(dense: Float64Array | Float32Array, width: number): Float64Array {
    const product = new Float64Array(this.rows * width);
    for (let row = 0; row < this.rows; row += 1) {
      const to = row * width;
      for (let entry = this.pointers[row]; entry < this.pointers[row + 1]; entry += 1) {
        const from = this.indices[entry] * width;
        const value = this.values[entry];
        for (let k = 0; k < width; k += 1) product[to + k] += value * dense[from + k];
      }
    }
    return product;
  }
}

/** x to the power p, and 0 for 0 whatever p: the degree scaling of graph methods. */
export function powerOrZero(values: ArrayLike<number>, power: number): Float64Array {
  return Float64Array.from(values, (value) => (value > 0 ? value ** power : 0));
}
