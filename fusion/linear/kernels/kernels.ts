import { KERNELS_MODULE } from './kernels-module.ts';

/**
 * The functions of the .wat files: inner loops, two doubles at a time. Sums have the lanes and the order of the loops in
 * JavaScript that they stand for, so their answers are the same to the last bit; `raised` says how near it comes. Places
 * are in bytes from the start of the memory, lengths in numbers.
 */
interface Functions {
  readonly memory: WebAssembly.Memory;
  times(matrix: number, rows: number, width: number, vector: number, into: number): void;
  addOuter(
    vectors: number,
    rows: number,
    width: number,
    excess: number,
    input: number,
    output: number,
  ): void;
  groupsOfEight(packed: number, groups: number, vector: number, length: number, into: number): void;
  addProducts(
    left: number,
    outer: number,
    inner: number,
    outers: number,
    fours: number,
    ones: number,
    right: number,
    stride: number,
    into: number,
    skip: number,
  ): void;
  solveLower(factor: number, width: number, from: number, rows: number): void;
  dense(
    matrix: number,
    bias: number,
    width: number,
    places: number,
    values: number,
    count: number,
    sums: number,
  ): void;
  addScaled(to: number, factor: number, from: number, length: number): void;
  raised(from: number, count: number, scale: number, shift: number, into: number): void;
  maximum(from: number, count: number): number;
  countAbove(from: number, count: number, scale: number, least: number): number;
  remember(sums: number, width: number, kept: number, rates: number, row: number): void;
  rememberFour(sums: number, width: number, kept: number, rates: number, rows: number): void;
  addRow(
    rows: number,
    touched: number,
    count: number,
    sums: number,
    stride: number,
    indices: number,
    values: number,
    length: number,
    weights: number,
    channels: number,
    size: number,
  ): number;
  clearRows(rows: number, touched: number, count: number): void;
  greatest(scores: number, length: number, count: number, pairs: number, spare: number): number;
}

const PAGE = 65_536;
/** Bytes of a double. */
export const DOUBLE: number = Float64Array.BYTES_PER_ELEMENT;

let assembled: WebAssembly.Module | null = null;

/**
 * The inner loops in WebAssembly, which takes two doubles at a time and does not check each place: faster than
 * the same loops in JavaScript, with the same bits. They work on a memory of their own.
 */
export class Kernels {
  readonly run: Functions;
  #doubles: Float64Array;

  constructor() {
    assembled ??= new WebAssembly.Module(Buffer.from(KERNELS_MODULE, 'base64'));
    this.run = new WebAssembly.Instance(assembled).exports as unknown as Functions;
    this.#doubles = new Float64Array(this.run.memory.buffer);
  }

  /** The memory, of at least so many doubles. What was given before may be detached; what it held stays. */
  doubles(count: number): Float64Array {
    const { memory } = this.run;
    if (count > this.#doubles.length) {
      memory.grow(Math.ceil((count * DOUBLE) / PAGE) - memory.buffer.byteLength / PAGE);
      this.#doubles = new Float64Array(memory.buffer);
    }
    return this.#doubles;
  }
}
