import type { ParameterLayout } from '../tensor/index.ts';

/** A dense layer as plain arrays: kernel [inputs, outputs] row by row, bias [outputs]. */
export interface HostLayer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly outputs: number;
}

export function hostLayer(layout: ParameterLayout, flat: Float32Array, name: string): HostLayer {
  return {
    kernel: layout.view(`${name}/kernel`, flat),
    bias: layout.view(`${name}/bias`, flat),
    outputs: layout.get(`${name}/bias`).size,
  };
}

/**
 * x · kernel + bias for one row, [inputs] to [outputs].
 * @param result where it is written, and given back; a new array if nothing is said
 */
export function linear(
  x: Float32Array,
  { kernel, bias, outputs }: HostLayer,
  result: Float32Array = new Float32Array(outputs),
): Float32Array {
  result.set(bias);
  for (let input = 0; input < x.length; input += 1) {
    const value = x[input];
    if (value === 0) continue;
    const row = input * outputs;
    for (let output = 0; output < outputs; output += 1) {
      result[output] += value * kernel[row + output];
    }
  }
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
