import {
  add,
  expandDims,
  matMul,
  mul,
  reshape,
  sigmoid,
  sub,
  sum,
  type Tensor2D,
  type Tensor3D,
  transpose,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Each candidate's columns weighted by its user's gates and summed.
 * @param columns data, [users, candidates, columns]
 * @param gates [users, columns]
 * @returns [users, candidates]
 */
export function gatedSum(columns: Tensor3D, gates: Tensor2D): Tensor2D {
  const [users, candidates, width] = columns.shape;
  return withGradient<Tensor2D>([gates], () => ({
    value: reshape(matMul(columns, expandDims(gates, 2) as Tensor3D), [
      users,
      candidates,
    ]) as Tensor2D,
    gradient: (slope) => {
      const row = expandDims(slope, 1) as Tensor3D; // [users, 1, candidates]
      return [reshape(matMul(row, columns), [users, width])];
    },
  }));
}

/**
 * A small non-linear score: tanh(columns · kernel + shift) · output, where the shift comes from
 * the user's state.
 * @param columns data, [users, candidates, columns]
 * @param shift [users, hidden]
 * @param kernel [columns, hidden]
 * @param output [hidden, 1]
 * @returns [users, candidates]
 */
export function tanhScore(
  columns: Tensor3D,
  shift: Tensor2D,
  kernel: Tensor2D,
  output: Tensor2D,
): Tensor2D {
  const [users, candidates, width] = columns.shape;
  const hidden = kernel.shape[1];
  const flat = reshape(columns, [users * candidates, width]) as Tensor2D;
  return withGradient<Tensor2D>([shift, kernel, output], (save) => {
    const linear = reshape(matMul(flat, kernel), [users, candidates, hidden]);
    // tanh x = 2 sigmoid(2 x) - 1: the WebAssembly kernel of tanh takes eight times as long.
    const bent = sub(mul(sigmoid(mul(add(linear, expandDims(shift, 1)), 2)), 2), 1);
    const rows = reshape(bent, [users * candidates, hidden]) as Tensor2D;
    save([rows, flat]);
    return {
      value: reshape(matMul(rows, output), [users, candidates]) as Tensor2D,
      gradient: (slope, saved) => {
        const [inner, input] = saved as Tensor2D[];
        const outer = reshape(slope, [users * candidates, 1]) as Tensor2D;
        const through = matMul(outer, transpose(output));
        const before = mul(through, sub(1, mul(inner, inner))) as Tensor2D;
        return [
          sum(reshape(before, [users, candidates, hidden]), 1),
          matMul(transpose(input), before),
          matMul(transpose(inner), outer),
        ];
      },
    };
  });
}
