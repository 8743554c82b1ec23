import {
  add,
  div,
  exp,
  expandDims,
  matMul,
  max,
  mul,
  reshape,
  sub,
  sum,
  type Tensor2D,
  type Tensor3D,
  transpose,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Softmax attention over each user's recent items, one weighting a head; a user without items
 * gets zeros (Lin et al. 2017, equation 6, with padding masked).
 * @param scores [users · length, heads]
 * @param values [users · length, dimension]
 * @param mask [users, length], 1 where there is an item
 * @returns [users, heads · dimension]
 */
export function attentionPooling(scores: Tensor2D, values: Tensor2D, mask: Tensor2D): Tensor2D {
  const [users, length] = mask.shape;
  const heads = scores.shape[1];
  const dimension = values.shape[1];
  return withGradient<Tensor2D>([scores, values], (save) => {
    const byHead = transpose(reshape(scores, [users, length, heads]), [0, 2, 1]) as Tensor3D;
    const allowed = expandDims(mask, 1) as Tensor3D; // [users, 1, length]
    const masked = add(byHead, mul(sub(allowed, 1), 1e9));
    const raised = mul(exp(sub(masked, max(masked, 2, true))), allowed);
    const weights = div(raised, add(sum(raised, 2, true), 1e-12)) as Tensor3D;
    const rows = reshape(values, [users, length, dimension]) as Tensor3D;
    save([weights, rows]);
    return {
      value: reshape(matMul(weights, rows), [users, heads * dimension]) as Tensor2D,
      gradient: (slope, [attention, items]) => {
        const outer = reshape(slope, [users, heads, dimension]) as Tensor3D;
        const ofValues = matMul(transpose(attention as Tensor3D, [0, 2, 1]), outer);
        const ofWeights = matMul(outer, transpose(items as Tensor3D, [0, 2, 1]));
        const mean = sum(mul(ofWeights, attention), 2, true);
        const ofScores = mul(attention, sub(ofWeights, mean)) as Tensor3D;
        return [
          reshape(transpose(ofScores, [0, 2, 1]), [users * length, heads]),
          reshape(ofValues, [users * length, dimension]),
        ];
      },
    };
  });
}
