import {
  add,
  div,
  exp,
  log,
  matMul,
  max,
  maximum,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor2D,
  transpose,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Cross entropy of each position's target among the target and negatives that all positions share,
 * weighted and summed (Jean et al. 2015; the negatives are uniform, so no score is corrected).
 * @param vectors [positions, dimension]
 * @param targets the targets' vectors, [positions, dimension]
 * @param negatives the negatives' vectors, [negatives, dimension]
 * @param collisions a great negative number where a negative is the position's target, 0 elsewhere,
 * [positions, negatives]
 * @param weights [positions, 1], 0 where padded
 */
export function sampledSoftmaxLoss(
  vectors: Tensor2D,
  targets: Tensor2D,
  negatives: Tensor2D,
  collisions: Tensor2D,
  weights: Tensor2D,
): Scalar {
  return withGradient<Scalar>([vectors, targets, negatives], (save) => {
    const wanted = sum(mul(vectors, targets), 1, true);
    const others = add(matMul(vectors, transpose(negatives)), collisions);
    const highest = maximum(wanted, max(others, 1, true));
    const raised = exp(sub(wanted, highest));
    const raisedOthers = exp(sub(others, highest));
    const total = add(raised, sum(raisedOthers, 1, true));
    const losses = sub(add(log(total), highest), wanted);
    const slopeOfWanted = mul(sub(div(raised, total), 1), weights) as Tensor2D;
    const slopeOfOthers = mul(div(raisedOthers, total), weights) as Tensor2D;
    save([vectors, targets, negatives, slopeOfWanted, slopeOfOthers]);
    return {
      value: sum(mul(losses, weights)) as Scalar,
      gradient: (slope, saved) => {
        const [rows, aims, rest, ofWanted, ofOthers] = saved as Tensor2D[];
        return [
          mul(add(mul(ofWanted, aims), matMul(ofOthers, rest)), slope),
          mul(mul(ofWanted, rows), slope),
          mul(matMul(transpose(ofOthers), rows), slope),
        ];
      },
    };
  });
}
