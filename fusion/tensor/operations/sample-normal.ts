import { add, concat, exp, mul, slice, type Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Draws from the fused Gaussian by given noise (Kingma and Welling 2014, section 2.4).
 * @param fused [users, 2 · dimension], mean and log-precision
 * @param noise [users, dimension], standard normal
 */
export function sampleNormal(fused: Tensor2D, noise: Tensor2D): Tensor2D {
  const dimension = noise.shape[1];
  return withGradient<Tensor2D>([fused], (save) => {
    const logPrecision = slice(fused, [0, dimension], [-1, dimension]);
    const deviation = mul(noise, exp(mul(logPrecision, -0.5))) as Tensor2D;
    save([deviation]);
    return {
      value: add(slice(fused, [0, 0], [-1, dimension]), deviation),
      gradient: (slope, [spread]) => [
        concat([slope, mul(mul(slope, spread), -0.5) as Tensor2D], 1),
      ],
    };
  });
}
