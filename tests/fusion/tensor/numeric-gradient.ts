import assert from 'node:assert/strict';
import { type Scalar, type Tensor, tensor, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { RandomSource } from '../../../fusion/tensor/index.ts';

export interface Shaped {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Random values that stay `away` from zero, where some functions have a kink. */
export function randomValues(random: RandomSource, shape: readonly number[], away = 0): Shaped {
  const size = shape.reduce((product, width) => product * width, 1);
  const values = Float32Array.from({ length: size }, () => {
    const value = random.normal();
    return value + Math.sign(value) * away;
  });
  return { shape, values };
}

/** Compares an operation's gradient with central differences of its value. */
export function assertGradient(
  inputs: readonly Shaped[],
  loss: (tensors: Tensor[]) => Scalar,
): void {
  const toTensors = () => inputs.map(({ shape, values }) => tensor(values.slice(), [...shape]));
  const lossOf = () => tidy(() => loss(toTensors()).dataSync()[0]);
  const gradients: Float32Array[] = [];
  tidy(() => {
    const { grads } = valueAndGrads((...given: Tensor[]) => loss(given))(toTensors());
    for (const gradient of grads) gradients.push(Float32Array.from(gradient.dataSync()));
  });
  const step = 1e-2;
  inputs.forEach(({ values }, position) => {
    values.forEach((kept, index) => {
      values[index] = kept + step;
      const above = lossOf();
      values[index] = kept - step;
      const below = lossOf();
      values[index] = kept;
      const expected = (above - below) / (2 * step);
      const actual = gradients[position][index];
      const allowed = 6e-3 * Math.max(1, Math.abs(expected));
      assert.ok(
        Math.abs(actual - expected) <= allowed,
        `input ${position}, element ${index}: gradient ${actual}, differences say ${expected}`,
      );
    });
  });
}
