import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

export interface Differentiable<T extends Tensor> {
  readonly value: T;
  /** The gradient of the loss with respect to each input, given that with respect to the value. */
  readonly gradient: (slope: T, saved: readonly Tensor[]) => Tensor[];
}

/**
 * Runs a function of `inputs` with its own gradient. Only what `run` hands to `save` (and tensors
 * that the caller keeps alive) may be read by the gradient: everything else is freed by then.
 */
export function withGradient<T extends Tensor>(
  inputs: readonly Tensor[],
  run: (save: (tensors: Tensor[]) => void) => Differentiable<T>,
): T {
  const operation = customGrad<T>((...given) => {
    const save = given[given.length - 1] as unknown as (tensors: Tensor[]) => void;
    const { value, gradient } = run(save);
    return { value, gradFunc: (slope: T, saved: Tensor[]) => gradient(slope, saved) };
  });
  return operation(...inputs);
}
