import {
  abs,
  add,
  cast,
  clipByValue,
  concat,
  div,
  exp,
  lessEqual,
  log,
  mul,
  onesLike,
  slice,
  sub,
  type Tensor2D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/** Log-precisions are held within ±this, so that no expert can silence all others for good. */
export const LOG_PRECISION_LIMIT = 6;

export interface ExpertTensors {
  /** [users, dimension] */
  readonly mean: Tensor2D;
  /** [users, dimension] */
  readonly logPrecision: Tensor2D;
  /** [users, 1], 1 where the user has the modality; an absent expert takes no part at all. */
  readonly present: Tensor2D;
}

/**
 * Fuses Gaussian experts with a standard normal prior (Hinton 2002; Wu and Goodman 2018,
 * section 2.1): precisions add, T = 1 + Σ τ, and means are weighted by them, m = Σ τ μ / T.
 * @returns [users, 2 · dimension]: the mean, then log T.
 */
export function productOfExperts(experts: readonly ExpertTensors[]): Tensor2D {
  const inputs = experts.flatMap(({ mean, logPrecision }) => [mean, logPrecision]);
  return withGradient<Tensor2D>(inputs, (save) => {
    let total: Tensor2D = onesLike(inputs[0]);
    let weighted: Tensor2D = zerosLike(inputs[0]);
    const precisions = experts.map(({ mean, logPrecision, present }) => {
      const bounded = clipByValue(logPrecision, -LOG_PRECISION_LIMIT, LOG_PRECISION_LIMIT);
      const precision = mul(exp(bounded), present) as Tensor2D;
      total = add(total, precision);
      weighted = add(weighted, mul(precision, mean));
      return precision;
    });
    const fused = div(weighted, total) as Tensor2D;
    const value = concat([fused, log(total) as Tensor2D], 1);
    save([fused, total, ...precisions, ...inputs]);
    return {
      value,
      gradient: (slope, saved) => {
        const [mean, precision] = saved as Tensor2D[];
        const own = saved.slice(2, 2 + experts.length) as Tensor2D[];
        const given = saved.slice(2 + experts.length) as Tensor2D[];
        const dimension = mean.shape[1];
        const slopeOfMean = div(slice(slope, [0, 0], [-1, dimension]), precision);
        const slopeOfLog = div(slice(slope, [0, dimension], [-1, dimension]), precision);
        return own.flatMap((tau, index) => {
          const through = add(mul(slopeOfMean, sub(given[2 * index], mean)), slopeOfLog);
          const inside = cast(lessEqual(abs(given[2 * index + 1]), LOG_PRECISION_LIMIT), 'float32');
          return [mul(slopeOfMean, tau), mul(mul(through, tau), inside)];
        });
      },
    };
  });
}
