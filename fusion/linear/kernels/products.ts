import { DOUBLE, Kernels } from './kernels.ts';

/** Rows that lie in the memory at a time, a multiple of four: few enough for them to stay near the processor. */
const HELD = 32;
/** Columns before the group of eight that the diagonal is in. */
const LEFT_OF_DIAGONAL = -8;
const GROUP = 8;

let kernels: Kernels | null = null;

/** The memory, of at least so many doubles. */
function withMemory(count: number) {
  kernels ??= new Kernels();
  return { memory: kernels.doubles(count), run: kernels.run };
}

/** leftᵀ right of [rows, leftWidth] and [rows, rightWidth]: [leftWidth, rightWidth]. Four rows are added at a time. */
export function transposedProduct(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  leftWidth: number,
  rightWidth: number,
): Float64Array {
  // A product with itself is the same on both sides of the diagonal, to the last bit.
  const isGram = left === right && leftWidth === rightWidth;
  const size = leftWidth * rightWidth;
  const ofRight = size + HELD * leftWidth;
  const { memory, run } = withMemory(ofRight + (isGram ? 0 : HELD * rightWidth));
  memory.fill(0, 0, size);
  for (let row = 0; row < rows; row += HELD) {
    const end = Math.min(rows, row + HELD);
    memory.set(left.subarray(row * leftWidth, end * leftWidth), size);
    if (!isGram) memory.set(right.subarray(row * rightWidth, end * rightWidth), ofRight);
    run.addProducts(
      size * DOUBLE,
      DOUBLE,
      leftWidth * DOUBLE,
      leftWidth,
      (end - row) >> 2,
      (end - row) & 3,
      (isGram ? size : ofRight) * DOUBLE,
      rightWidth * DOUBLE,
      0,
      isGram ? LEFT_OF_DIAGONAL : 0,
    );
  }
  const product = memory.slice(0, size);
  if (!isGram) return product;
  for (let row = GROUP; row < leftWidth; row += 1) {
    const known = row & LEFT_OF_DIAGONAL;
    for (let k = 0; k < known; k += 1) product[row * leftWidth + k] = product[k * leftWidth + row];
  }
  return product;
}

/** [rows, inner] times [inner, columns]: [rows, columns]. Four of the inner numbers are added at a time. */
export function product(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const size = inner * columns;
  const ofInto = size + HELD * inner;
  const { memory, run } = withMemory(ofInto + HELD * columns);
  memory.set(right.subarray(0, size));
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += HELD) {
    const end = Math.min(rows, row + HELD);
    const behind = ofInto + (end - row) * columns;
    memory.set(left.subarray(row * inner, end * inner), size);
    memory.fill(0, ofInto, behind);
    run.addProducts(
      size * DOUBLE,
      inner * DOUBLE,
      DOUBLE,
      end - row,
      inner >> 2,
      inner & 3,
      0,
      columns * DOUBLE,
      ofInto * DOUBLE,
      0,
    );
    result.set(memory.subarray(ofInto, behind), row * columns);
  }
  return result;
}

/**
 * Solves L x = b for each row b of a matrix [rows, width], in place: the rows become A L⁻ᵀ.
 * @param factor [width, width], of which the lower triangle is read
 */
export function solveLower(
  factor: Float64Array,
  width: number,
  matrix: Float64Array,
  rows: number,
): void {
  const size = width * width;
  const { memory, run } = withMemory(size + HELD * width);
  memory.set(factor.subarray(0, size));
  for (let row = 0; row < rows; row += HELD) {
    const end = Math.min(rows, row + HELD);
    const held = (end - row) * width;
    memory.set(matrix.subarray(row * width, end * width), size);
    run.solveLower(0, width, size * DOUBLE, end - row);
    matrix.set(memory.subarray(size, size + held), row * width);
  }
}
