import type { ParameterLayout } from '../tensor/index.ts';

/** A dense layer as plain arrays. */
export interface HostLayer {
  /** [inputs, outputs] row by row, in double precision: to widen every weight at every use takes longer. */
  readonly kernel: Float64Array;
  /** [outputs] */
  readonly bias: Float32Array;
  readonly outputs: number;
}

/** A trained layer: what is learned later does not show in it. */
export function hostLayer(layout: ParameterLayout, flat: Float32Array, name: string): HostLayer {
  return {
    kernel: Float64Array.from(layout.view(`${name}/kernel`, flat)),
    bias: layout.view(`${name}/bias`, flat),
    outputs: layout.get(`${name}/bias`).size,
  };
}

/** Where a row is not zero, and its sums, while it is multiplied. */
let places = new Int32Array(1024);
let sums = new Float64Array(1024);

/**
 * x · kernel + bias for one row, [inputs] to [outputs], added up in double precision: to round each step to single
 * precision takes longer than to add.
 * @param result where it is written, and given back; a new array if nothing is said
 */
export function linear(
  x: Float32Array,
  { kernel, bias, outputs }: HostLayer,
  result: Float32Array = new Float32Array(outputs),
): Float32Array {
  if (outputs > sums.length) sums = new Float64Array(2 * outputs);
  if (x.length > places.length) places = new Int32Array(2 * x.length);
  for (let output = 0; output < outputs; output += 1) sums[output] = bias[output];
  let count = 0;
  for (let input = 0; input < x.length; input += 1) {
    if (x[input] === 0) continue;
    places[count] = input;
    count += 1;
  }
  // Four inputs at a time: a sum is read and written once for four multiplications.
  let at = 0;
  for (; at + 3 < count; at += 4) {
    const a = x[places[at]];
    const b = x[places[at + 1]];
    const c = x[places[at + 2]];
    const d = x[places[at + 3]];
    const ofA = places[at] * outputs;
    const ofB = places[at + 1] * outputs;
    const ofC = places[at + 2] * outputs;
    const ofD = places[at + 3] * outputs;
    for (let output = 0; output < outputs; output += 1) {
      sums[output] +=
        a * kernel[ofA + output] +
        b * kernel[ofB + output] +
        (c * kernel[ofC + output] + d * kernel[ofD + output]);
    }
  }
  for (; at < count; at += 1) {
    const value = x[places[at]];
    const row = places[at] * outputs;
    for (let output = 0; output < outputs; output += 1) {
      sums[output] += value * kernel[row + output];
    }
  }
  for (let output = 0; output < outputs; output += 1) result[output] = sums[output];
  return result;
}

/** Replaces negative values by zero, in place. */
export function rectify(values: Float32Array): Float32Array {
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] < 0) values[index] = 0;
  }
  return values;
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
