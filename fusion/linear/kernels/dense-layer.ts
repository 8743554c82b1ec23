import { Arena } from './arena.ts';
import { DOUBLE } from './kernels.ts';

/** The kernel adds to so many sums at once. */
const LANES = 8;
const PLACE = Int32Array.BYTES_PER_ELEMENT;
/** 16 MB, many times what the layers of one model take. */
const arena = new Arena(2 ** 21);

/** What a layer reads and writes in the kernels' memory. */
interface Resident {
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
    this.#resident ??= this.#enter();
    const { matrix, bias, values, places, sums } = this.#resident;
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
    const [ofPlaces, ofValues, ofSums] = [places.byteOffset, values.byteOffset, sums.byteOffset];
    arena.run.dense(matrix, bias, width, ofPlaces, ofValues, count, ofSums);
    return sums;
  }

  /** Copies the layer into the kernels' memory, with what it works on behind it. */
  #enter(): Resident {
    const { kernel, bias, outputs } = this;
    const inputs = outputs === 0 ? 0 : kernel.length / outputs;
    const width = padded(outputs);
    const forPlaces = Math.ceil((inputs * PLACE) / DOUBLE);
    const all = arena.take((inputs + 2) * width + inputs + forPlaces, () => {
      this.#resident = null;
    });
    let taken = 0;
    const take = (count: number): Float64Array => {
      taken += count;
      return all.subarray(taken - count, taken);
    };
    const matrix = take(inputs * width).fill(0);
    for (let input = 0; input < inputs; input += 1) {
      matrix.set(kernel.subarray(input * outputs, (input + 1) * outputs), input * width);
    }
    const ofBias = take(width).fill(0);
    ofBias.set(bias);
    const sums = take(width).subarray(0, outputs);
    const values = take(inputs);
    const places = new Int32Array(all.buffer, take(forPlaces).byteOffset, inputs);
    return { matrix: matrix.byteOffset, bias: ofBias.byteOffset, values, places, sums };
  }
}

function padded(outputs: number): number {
  return LANES * Math.ceil(outputs / LANES);
}
