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
