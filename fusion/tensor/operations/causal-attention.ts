import {
  add,
  div,
  exp,
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
 * Scaled dot-product attention in which every position sees itself and what came before (Vaswani et
 * al. 2017, equation 1). Padding belongs at the end of a sequence: no position before it sees it.
 * @param queries [sequences · length, dimension]
 * @param keys the same shape
 * @param values the same shape
 * @param shape `heads` must divide the dimension
 * @param before 0 where a position is seen and a great negative number elsewhere, [1, length, length]
 * @returns [sequences · length, dimension]
 */
export function causalAttention(
  queries: Tensor2D,
  keys: Tensor2D,
  values: Tensor2D,
  shape: { readonly sequences: number; readonly length: number; readonly heads: number },
  before: Tensor3D,
): Tensor2D {
  const { sequences, length, heads } = shape;
  const dimension = queries.shape[1];
  const width = dimension / heads;
  const scale = 1 / Math.sqrt(width);
  const apart = (x: Tensor2D): Tensor3D =>
    reshape(transpose(reshape(x, [sequences, length, heads, width]), [0, 2, 1, 3]), [
      sequences * heads,
      length,
      width,
    ]) as Tensor3D;
  const together = (x: Tensor3D): Tensor2D =>
    reshape(transpose(reshape(x, [sequences, heads, length, width]), [0, 2, 1, 3]), [
      sequences * length,
      dimension,
    ]) as Tensor2D;
  const flipped = (x: Tensor3D): Tensor3D => transpose(x, [0, 2, 1]);
  return withGradient<Tensor2D>([queries, keys, values], (save) => {
    const [query, key, value] = [queries, keys, values].map(apart);
    const scores = add(mul(matMul(query, flipped(key)), scale), before);
    const raised = exp(sub(scores, max(scores, 2, true)));
    const weights = div(raised, sum(raised, 2, true)) as Tensor3D;
    save([query, key, value, weights]);
    return {
      value: together(matMul(weights, value)),
      gradient: (slope, saved) => {
        const [q, k, v, attention] = saved as Tensor3D[];
        const outer = apart(slope);
        const ofWeights = matMul(outer, flipped(v));
        const mean = sum(mul(ofWeights, attention), 2, true);
        const ofScores = mul(mul(attention, sub(ofWeights, mean)), scale) as Tensor3D;
        return [
          together(matMul(ofScores, k)),
          together(matMul(flipped(ofScores), q)),
          together(matMul(flipped(attention), outer)),
        ];
      },
    };
  });
}
