import {
  add,
  matMul,
  mul,
  relu,
  sigmoid,
  step,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tanh,
  transpose,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid';

export interface DenseWeights {
  /** [inputs, outputs] */
  readonly kernel: Tensor2D;
  /** [outputs] */
  readonly bias: Tensor1D;
}

/**
 * activation(x · kernel + bias), [rows, inputs] to [rows, outputs]. The gradient transposes
 * explicitly: WebAssembly multiplies 14 to 18 times slower with a transpose flag.
 */
export function dense(
  x: Tensor2D,
  { kernel, bias }: DenseWeights,
  activation: Activation,
): Tensor2D {
  return withGradient<Tensor2D>([x, kernel, bias], (save) => {
    const value = activate(add(matMul(x, kernel), bias), activation);
    save([x, value]);
    return {
      value,
      gradient: (slope, [input, output]) => {
        const inner = slopeInside(slope, output as Tensor2D, activation);
        return [
          matMul(inner, transpose(kernel)),
          matMul(transpose(input as Tensor2D), inner),
          sum(inner, 0),
        ];
      },
    };
  });
}

/** The same for data, which needs no gradient of its own. */
export function denseOnData(
  x: Tensor2D,
  { kernel, bias }: DenseWeights,
  activation: Activation,
): Tensor2D {
  return withGradient<Tensor2D>([kernel, bias], (save) => {
    const value = activate(add(matMul(x, kernel), bias), activation);
    save([value]);
    return {
      value,
      gradient: (slope, [output]) => {
        const inner = slopeInside(slope, output as Tensor2D, activation);
        return [matMul(transpose(x), inner), sum(inner, 0)];
      },
    };
  });
}

function activate(x: Tensor2D, activation: Activation): Tensor2D {
  if (activation === 'relu') return relu(x);
  if (activation === 'tanh') return tanh(x);
  if (activation === 'sigmoid') return sigmoid(x);
  return x;
}

/** The slope before the activation, read from its output. */
function slopeInside(slope: Tensor2D, output: Tensor2D, activation: Activation): Tensor2D {
  if (activation === 'relu') return mul(slope, step(output));
  if (activation === 'tanh') return mul(slope, sub(1, mul(output, output)));
  if (activation === 'sigmoid') return mul(slope, mul(output, sub(1, output)));
  return slope;
}
