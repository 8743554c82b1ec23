/**
 * Plain dense algebra on row-major arrays. Sums run in four lanes: one lane waits for the addition
 * before it, which makes a dot product in JavaScript three times slower.
 */

/** The dot product of `length` numbers from two offsets. */
export function dot(
  left: Float64Array,
  leftOffset: number,
  right: Float64Array,
  rightOffset: number,
  length: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    first += left[leftOffset + k] * right[rightOffset + k];
    second += left[leftOffset + k + 1] * right[rightOffset + k + 1];
    third += left[leftOffset + k + 2] * right[rightOffset + k + 2];
    fourth += left[leftOffset + k + 3] * right[rightOffset + k + 3];
  }
  for (; k < length; k += 1) first += left[leftOffset + k] * right[rightOffset + k];
  return first + second + (third + fourth);
}

/**
 * The same with a left side in single precision. A function of its own, because one that has seen both kinds
 * of arrays is slow for either.
 */
export function dotOfSingles(
  left: Float32Array,
  leftOffset: number,
  right: Float64Array,
  rightOffset: number,
  length: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    first += left[leftOffset + k] * right[rightOffset + k];
    second += left[leftOffset + k + 1] * right[rightOffset + k + 1];
    third += left[leftOffset + k + 2] * right[rightOffset + k + 2];
    fourth += left[leftOffset + k + 3] * right[rightOffset + k + 3];
  }
  for (; k < length; k += 1) first += left[leftOffset + k] * right[rightOffset + k];
  return first + second + (third + fourth);
}

/** The dot products of two rows with the same numbers, each as `dot` has it: those are fetched once. */
export function dotTwo(
  left: Float64Array,
  firstOffset: number,
  secondOffset: number,
  right: Float64Array,
  length: number,
  into: Float64Array,
  at: number,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    const r0 = right[k];
    const r1 = right[k + 1];
    const r2 = right[k + 2];
    const r3 = right[k + 3];
    a0 += left[firstOffset + k] * r0;
    a1 += left[firstOffset + k + 1] * r1;
    a2 += left[firstOffset + k + 2] * r2;
    a3 += left[firstOffset + k + 3] * r3;
    b0 += left[secondOffset + k] * r0;
    b1 += left[secondOffset + k + 1] * r1;
    b2 += left[secondOffset + k + 2] * r2;
    b3 += left[secondOffset + k + 3] * r3;
  }
  for (; k < length; k += 1) {
    a0 += left[firstOffset + k] * right[k];
    b0 += left[secondOffset + k] * right[k];
  }
  into[at] = a0 + a1 + (a2 + a3);
  into[at + 1] = b0 + b1 + (b2 + b3);
}

/** The dot products of one row in single precision with two others, each as `dotOfSingles` has it. */
export function dotWithTwo(
  left: Float32Array,
  leftOffset: number,
  first: Float64Array,
  second: Float64Array,
  length: number,
  into: Float64Array,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    const l0 = left[leftOffset + k];
    const l1 = left[leftOffset + k + 1];
    const l2 = left[leftOffset + k + 2];
    const l3 = left[leftOffset + k + 3];
    a0 += l0 * first[k];
    a1 += l1 * first[k + 1];
    a2 += l2 * first[k + 2];
    a3 += l3 * first[k + 3];
    b0 += l0 * second[k];
    b1 += l1 * second[k + 1];
    b2 += l2 * second[k + 2];
    b3 += l3 * second[k + 3];
  }
  for (; k < length; k += 1) {
    a0 += left[leftOffset + k] * first[k];
    b0 += left[leftOffset + k] * second[k];
  }
  into[0] = a0 + a1 + (a2 + a3);
  into[1] = b0 + b1 + (b2 + b3);
}

/** A matrix [rows, width] times a vector: [rows], each as `dot` has it. */
export function timesVector(
  matrix: Float64Array,
  rows: number,
  width: number,
  vector: Float64Array,
  into: Float64Array,
): void {
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    dotTwo(matrix, row * width, (row + 1) * width, vector, width, into, row);
  }
  if (row < rows) into[row] = dot(matrix, row * width, vector, 0, width);
}

/** The length of the first `leading` numbers of each row, [rows]. */
export function lengthsOfSingles(
  matrix: Float32Array,
  width: number,
  leading: number,
): Float64Array {
  const lengths = new Float64Array(width === 0 ? 0 : matrix.length / width);
  for (let row = 0; row < lengths.length; row += 1) {
    let square = 0;
    for (let k = row * width; k < row * width + leading; k += 1) square += matrix[k] ** 2;
    lengths[row] = Math.sqrt(square);
  }
  return lengths;
}

/** Rows of a matrix of a given width beside each other, in double precision. */
export function rowsOfSingles(
  matrix: Float32Array,
  rows: ArrayLike<number>,
  width: number,
): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (let place = 0; place < rows.length; place += 1) {
    const from = rows[place] * width;
    for (let k = 0; k < width; k += 1) taken[place * width + k] = matrix[from + k];
  }
  return taken;
}

/** Adds `factor` times one stretch of numbers to another. */
export function addScaled(
  to: Float64Array,
  toOffset: number,
  factor: number,
  from: Float64Array,
  fromOffset: number,
  length: number,
): void {
  for (let k = 0; k < length; k += 1) to[toOffset + k] += factor * from[fromOffset + k];
}
