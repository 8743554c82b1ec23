import { DOUBLE, Kernels } from './kernels.ts';

/** The kernel adds to so many sums at once. */
const LANES = 8;
const PLACE = Int32Array.BYTES_PER_ELEMENT;

/** Where the layers that are in use lie: one after the other. */
let kernels: Kernels | null = null;
/** Doubles that layers fill (16 MB) before all are forgotten: many times what the layers of one model take. */
let room = 2 ** 21;
let used = 0;
/** Counts how often all were forgotten: nobody says when a layer is needed no more. */
let round = 0;

/** What a layer reads and writes in the kernels' memory. */
interface Resident {
  readonly round: number;
  /** In bytes. */
  readonly matrix: number;
  readonly bias: number;
  /** [inputs], those that are not zero, and where their rows begin, in bytes. */
  readonly values: Float64Array;
  readonly places: Int32Array;
  /** [outputs] */
  readonly sums: Float64Array;
}

/** A dense layer, x · kernel + bias, added up in double precision, one input after the other. Immutable. */
export class DenseLayer<Numbers extends Float32Array | Float64Array = Float32Array> {
  readonly outputs: number;
  #resident: Resident | null = null;

  /**
   * @param kernel [inputs, outputs] row by row; nobody changes it
   * @param bias [outputs]; nobody changes it
   */
  constructor(
    readonly kernel: Numbers,
    readonly bias: Numbers,
  ) {
    this.outputs = bias.length;
  }

  /**
   * The sums, [outputs], until any layer is asked again.
   * @param x [inputs]; what is left out at its end counts as 0
   * @throws {RangeError} for more inputs than the layer has
   */
  sums(x: Float32Array | Float64Array): Float64Array {
    const resident = this.#resident?.round === round ? this.#resident : this.#enter();
    const { values, places, sums } = resident;
    if (sums.length === 0) return sums;
    if (x.length > values.length) {
      throw new RangeError(`A layer of ${values.length} inputs cannot take ${x.length}.`);
    }
    const width = padded(this.outputs);
    const stride = width * DOUBLE;
    let count = 0;
    for (let input = 0; input < x.length; input += 1) {
      const value = x[input];
      if (value === 0) continue;
      values[count] = value;
      places[count] = input * stride;
      count += 1;
    }
    kernels!.run.dense(
      resident.matrix,
      resident.bias,
      width,
      places.byteOffset,
      values.byteOffset,
      count,
      sums.byteOffset,
    );
    return sums;
  }

  /** Copies the layer into the kernels' memory, with what it works on behind it. */
  #enter(): Resident {
    const { kernel, bias, outputs } = this;
    const inputs = outputs === 0 ? 0 : kernel.length / outputs;
    const width = padded(outputs);
    const size = (inputs + 2) * width + inputs + Math.ceil((inputs * PLACE) / DOUBLE);
    kernels ??= new Kernels();
    const isLarge = 4 * size > room;
    if (isLarge) room = 4 * size;
    if (isLarge || used + size > room) {
      used = 0;
      round += 1;
    }
    const memory = kernels.doubles(room);
    const take = (count: number): Float64Array => {
      used += count;
      return memory.subarray(used - count, used);
    };
    const matrix = take(inputs * width).fill(0);
    for (let input = 0; input < inputs; input += 1) {
      matrix.set(kernel.subarray(input * outputs, (input + 1) * outputs), input * width);
    }
    const ofBias = take(width).fill(0);
    ofBias.set(bias);
    const sums = take(width).subarray(0, outputs);
    const values = take(inputs);
    const places = take(Math.ceil((inputs * PLACE) / DOUBLE));
    this.#resident = {
      round,
      ...{ matrix: matrix.byteOffset, bias: ofBias.byteOffset, values, sums },
      places: new Int32Array(memory.buffer, places.byteOffset, inputs),
    };
    return this.#resident;
  }
}

function padded(outputs: number): number {
  return LANES * Math.ceil(outputs / LANES);
}
