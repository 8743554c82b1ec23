import { DenseLayer } from '../linear/index.ts';
import type { ParameterLayout } from '../tensor/index.ts';

/** A trained layer: what is learned later does not show in it. */
export function hostLayer(layout: ParameterLayout, flat: Float32Array, name: string): DenseLayer {
  const [kernel, bias] = ['kernel', 'bias'].map((part) => layout.view(`${name}/${part}`, flat));
  return new DenseLayer(kernel.slice(), bias.slice());
}

/**
 * x · kernel + bias for one row, [inputs] to [outputs], added up in double precision.
 * @param result where it is written, and given back; a new array if nothing is said
 * @throws {RangeError} for a row that is wider than the layer
 */
export function linear(
  x: Float32Array,
  layer: DenseLayer,
  result: Float32Array = new Float32Array(layer.outputs),
): Float32Array {
  const sums = layer.sums(x);
  for (let output = 0; output < sums.length; output += 1) result[output] = sums[output];
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
