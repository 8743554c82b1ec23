import {
  abs,
  add,
  concat,
  div,
  exp,
  log,
  max,
  mul,
  neg,
  relu,
  type Scalar,
  scalar,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Cross entropy between each user's softmax over its candidates and its targets, summed over
 * users (Bruch et al. 2019, equation 2).
 * @param scores [users, candidates]
 * @param mask [users, candidates], 1 where there is a candidate
 * @param targets [users, candidates], already divided by what their sums shall be
 */
export function listwiseSoftmaxLoss(scores: Tensor2D, mask: Tensor2D, targets: Tensor2D): Scalar {
  return withGradient<Scalar>([scores], (save) => {
    const masked = add(scores, mul(sub(mask, 1), 1e9));
    const shifted = sub(masked, max(masked, 1, true));
    const raised = mul(exp(shifted), mask);
    const total = sum(raised, 1, true);
    const logProbability = mul(sub(shifted, log(add(total, 1e-30))), mask);
    save([div(raised, add(total, 1e-30))]);
    return {
      value: neg(sum(mul(logProbability, targets))) as Scalar,
      gradient: (slope, [probability]) => {
        const wanted = sum(targets, 1, true);
        return [mul(sub(mul(probability, wanted), targets), slope)];
      },
    };
  });
}

/**
 * Weighted binary cross entropy of logits, summed.
 * @param logits [rows, columns]
 * @param targets [rows, columns], 0 to 1
 * @param weights [rows, columns], 0 where the target is unknown
 */
export function binaryCrossEntropyLoss(
  logits: Tensor2D,
  targets: Tensor2D,
  weights: Tensor2D,
): Scalar {
  return withGradient<Scalar>([logits], (save) => {
    save([logits]);
    const softplus = add(relu(logits), log(add(exp(neg(abs(logits))), 1)));
    return {
      value: sum(mul(sub(softplus, mul(logits, targets)), weights)) as Scalar,
      gradient: (slope, [input]) => [mul(mul(sub(sigmoid(input), targets), weights), slope)],
    };
  });
}

/** Half the weighted squared error, summed; shapes as for binary cross entropy. */
export function squaredErrorLoss(
  predictions: Tensor2D,
  targets: Tensor2D,
  weights: Tensor2D,
): Scalar {
  return withGradient<Scalar>([predictions], (save) => {
    const error = sub(predictions, targets);
    save([error]);
    return {
      value: mul(sum(mul(square(error), weights)), 0.5) as Scalar,
      gradient: (slope, [difference]) => [mul(mul(difference, weights), slope)],
    };
  });
}

/**
 * Divergence of the fused Gaussian from the standard normal prior, summed over users and
 * dimensions (Kingma and Welling 2014, appendix B).
 * @param fused [users, 2 · dimension], mean and log-precision
 */
export function priorDivergence(fused: Tensor2D): Scalar {
  const dimension = fused.shape[1] / 2;
  return withGradient<Scalar>([fused], (save) => {
    const mean = slice(fused, [0, 0], [-1, dimension]);
    const logPrecision = slice(fused, [0, dimension], [-1, dimension]);
    const variance = exp(neg(logPrecision)) as Tensor2D;
    save([mean, variance]);
    return {
      value: mul(sum(sub(add(add(variance, square(mean)), logPrecision), 1)), 0.5) as Scalar,
      gradient: (slope, saved) => {
        const [center, spread] = saved as Tensor2D[];
        return [mul(concat([center, mul(sub(1, spread), 0.5) as Tensor2D], 1), slope)];
      },
    };
  });
}

/** Σ weight · loss. */
export function weightedTotal(losses: readonly Scalar[], weights: readonly number[]): Scalar {
  if (losses.length === 0) return scalar(0);
  return withGradient<Scalar>(losses, () => ({
    value: losses.reduce<Scalar>(
      (total, loss, index) => add(total, mul(loss, weights[index])),
      scalar(0),
    ),
    gradient: (slope) => weights.map((weight) => mul(slope, weight)),
  }));
}
