import {
  add,
  div,
  mean,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

const EPSILON = 1e-6;

/**
 * Every row at mean 0 and deviation 1, times a gain, plus a shift (Ba et al. 2016, equation 4).
 * @param x [rows, columns]
 * @param gain [columns]
 * @param shift [columns]
 */
export function layerNorm(x: Tensor2D, gain: Tensor1D, shift: Tensor1D): Tensor2D {
  return withGradient<Tensor2D>([x, gain, shift], (save) => {
    const centered = sub(x, mean(x, 1, true));
    const deviation = sqrt(add(mean(square(centered), 1, true), EPSILON)) as Tensor2D;
    const normal = div(centered, deviation) as Tensor2D;
    save([normal, deviation, gain]);
    return {
      value: add(mul(normal, gain), shift),
      gradient: (slope, saved) => {
        const [inner, spread, times] = saved as [Tensor2D, Tensor2D, Tensor1D];
        const through = mul(slope, times);
        const level = mean(through, 1, true);
        const along = mul(inner, mean(mul(through, inner), 1, true));
        return [
          div(sub(sub(through, level), along), spread),
          sum(mul(slope, inner), 0),
          sum(slope, 0),
        ];
      },
    };
  });
}
