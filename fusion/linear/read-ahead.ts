/** Numbers in one line of the processor's cache, 64 bytes. */
const LINE = 16;

/** What was read goes here, or the compiler would leave the reading out. */
const sink = new Float64Array(1);

/**
 * Reads rows of a table larger than the processor's caches, ahead of being used: asked for all at once they arrive
 * together, where each would have been waited for.
 * @param matrix [any, width]
 * @param rows negative ones are none
 */
export function readAhead(matrix: Float32Array, rows: ArrayLike<number>, width: number): void {
  let sum = 0;
  for (let place = 0; place < rows.length; place += 1) {
    const from = rows[place] * width;
    if (from < 0) continue;
    const last = from + width - 1;
    for (let at = from; at < last; at += LINE) sum += matrix[at];
    // The end of a row may lie in a line of its own.
    sum += matrix[last];
  }
  sink[0] = sum;
}

/** The same for single numbers. @param places negative ones are none */
export function readAheadNumbers(values: Float64Array, places: ArrayLike<number>): void {
  let sum = 0;
  for (let at = 0; at < places.length; at += 1) {
    if (places[at] >= 0) sum += values[places[at]];
  }
  sink[0] = sum;
}

/** The same for where the rows of a sparse matrix begin. @param rows negative ones are none */
export function readAheadSparse(
  pointers: Int32Array,
  indices: Int32Array,
  values: Float32Array | Float64Array,
  rows: ArrayLike<number>,
): void {
  let sum = 0;
  // Two loops: what is waited for in the second is known only when the first has arrived.
  for (let place = 0; place < rows.length; place += 1) {
    if (rows[place] >= 0) sum += pointers[rows[place]];
  }
  for (let place = 0; place < rows.length; place += 1) {
    if (rows[place] < 0) continue;
    const from = pointers[rows[place]];
    if (from < indices.length) sum += indices[from] + values[from];
  }
  sink[0] = sum;
}
