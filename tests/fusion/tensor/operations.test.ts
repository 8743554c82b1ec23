import { before, describe, test } from 'node:test';
import {
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor,
} from '@tensorflow/tfjs-core';
import {
  type Activation,
  addAll,
  attentionPooling,
  binaryCrossEntropyLoss,
  causalAttention,
  concatColumns,
  dense,
  denseOnData,
  gatedSum,
  layerNorm,
  listwiseSoftmaxLoss,
  multiplyByColumn,
  multiplyByData,
  openBackend,
  priorDivergence,
  productOfExperts,
  RandomSource,
  sampledSoftmaxLoss,
  sampleNormal,
  sliceColumns,
  squaredErrorLoss,
  tanhScore,
  weightedTotal,
} from '../../../fusion/tensor/index.ts';
import { withGradient } from '../../../fusion/tensor/operations/with-gradient.ts';
import { assertGradient, randomValues } from './numeric-gradient.ts';

const random = RandomSource.fromSeed(11);
const shaped = (...shape: number[]) => randomValues(random, shape);

/** A tensor made anew at each use, so that no test holds one beyond its own tidy. */
function constant(shape: number[], values?: number[]): () => Tensor {
  const held = values ?? Array.from(shaped(...shape).values);
  return () => tensor(held, shape);
}

/** Turns a matrix into a number with a different weight on each entry. */
function weighed(shape: number[]): (value: Tensor) => Scalar {
  const weights = constant(shape);
  return (value) =>
    withGradient<Scalar>([value], () => ({
      value: sum(mul(value, weights())) as Scalar,
      gradient: (slope) => [mul(weights(), slope)],
    }));
}

const mask = constant([2, 4], [1, 1, 1, 1, 1, 1, 0, 0]);

describe('the gradient of each operation agrees with central differences', () => {
  before(() => openBackend());

  for (const activation of ['linear', 'relu', 'tanh', 'sigmoid'] satisfies Activation[]) {
    test(`dense, ${activation}`, () => {
      const total = weighed([3, 2]);
      assertGradient(
        [shaped(3, 4), shaped(4, 2), randomValues(random, [2], 8)],
        ([x, kernel, bias]) =>
          total(
            dense(
              x as Tensor2D,
              { kernel: kernel as Tensor2D, bias: bias as Tensor1D },
              activation,
            ),
          ),
      );
    });
  }

  test('dense on data', () => {
    const total = weighed([3, 2]);
    const data = tensor(shaped(3, 4).values, [3, 4]) as Tensor2D;
    assertGradient([shaped(4, 2), shaped(2)], ([kernel, bias]) =>
      total(denseOnData(data, { kernel: kernel as Tensor2D, bias: bias as Tensor1D }, 'tanh')),
    );
    data.dispose();
  });

  test('columns put together, taken apart, added', () => {
    const total = weighed([3, 2]);
    assertGradient([shaped(3, 2), shaped(3, 3), shaped(3, 2)], ([left, right, other]) => {
      const joined = concatColumns([left as Tensor2D, right as Tensor2D]);
      return total(addAll([sliceColumns(joined, 1, 2), other as Tensor2D]));
    });
    assertGradient([shaped(3, 2), shaped(3, 1)], ([x, factor]) =>
      total(multiplyByColumn(x as Tensor2D, factor as Tensor2D, 0.7)),
    );
  });

  test('product of experts, one of them absent for one user', () => {
    const total = weighed([2, 6]);
    const present = [constant([2, 1], [1, 0]), constant([2, 1], [1, 1])];
    const held = present.map((make) => make() as Tensor2D);
    assertGradient([shaped(2, 3), shaped(2, 3), shaped(2, 3), shaped(2, 3)], (given) => {
      const [mean, logPrecision, otherMean, otherLogPrecision] = given as Tensor2D[];
      return total(
        productOfExperts([
          { mean, logPrecision, present: held[0] },
          { mean: otherMean, logPrecision: otherLogPrecision, present: held[1] },
        ]),
      );
    });
  });

  test('a draw from the fused Gaussian', () => {
    const total = weighed([2, 3]);
    const noise = constant([2, 3]);
    assertGradient([shaped(2, 6)], ([fused]) =>
      total(sampleNormal(fused as Tensor2D, noise() as Tensor2D)),
    );
  });

  test('attention pooling, with padding and one empty sequence', () => {
    const total = weighed([3, 6]);
    const allowed = tensor([1, 1, 1, 1, 0, 0, 0, 0, 0], [3, 3]) as Tensor2D;
    assertGradient([shaped(9, 2), shaped(9, 3)], ([scores, values]) =>
      total(attentionPooling(scores as Tensor2D, values as Tensor2D, allowed)),
    );
    allowed.dispose();
  });

  test('gated sum', () => {
    const total = weighed([2, 4]);
    const columns = tensor(shaped(2, 4, 3).values, [2, 4, 3]) as Tensor3D;
    assertGradient([shaped(2, 3)], ([gates]) => total(gatedSum(columns, gates as Tensor2D)));
    columns.dispose();
  });

  test('tanh score', () => {
    const total = weighed([2, 4]);
    const columns = tensor(shaped(2, 4, 3).values, [2, 4, 3]) as Tensor3D;
    assertGradient([shaped(2, 5), shaped(3, 5), shaped(5, 1)], (given) => {
      const [shift, kernel, output] = given as Tensor2D[];
      return total(tanhScore(columns, shift, kernel, output));
    });
    columns.dispose();
  });

  test('listwise softmax loss, with padding', () => {
    const allowed = mask() as Tensor2D;
    const targets = tensor([0.5, 0, 0.5, 0, 0, 2, 0, 0], [2, 4]) as Tensor2D;
    assertGradient([shaped(2, 4)], ([scores]) =>
      listwiseSoftmaxLoss(scores as Tensor2D, allowed, targets),
    );
  });

  test('binary cross entropy and squared error, some targets unknown', () => {
    const weights = mask() as Tensor2D;
    const targets = tensor([1, 0, 0.3, 1, 0, 1, 0, 0], [2, 4]) as Tensor2D;
    assertGradient([shaped(2, 4)], ([logits]) =>
      weightedTotal(
        [
          binaryCrossEntropyLoss(logits as Tensor2D, targets, weights),
          squaredErrorLoss(logits as Tensor2D, targets, weights),
        ],
        [2, 0.5],
      ),
    );
  });

  test('divergence from the prior', () => {
    assertGradient([shaped(2, 6)], ([fused]) => priorDivergence(fused as Tensor2D));
  });

  test('causal attention, two heads', () => {
    const total = weighed([6, 4]);
    const before = tensor([0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0], [1, 3, 3]) as Tensor3D;
    assertGradient([shaped(6, 4), shaped(6, 4), shaped(6, 4)], (given) => {
      const [queries, keys, values] = given as Tensor2D[];
      const shape = { sequences: 2, length: 3, heads: 2 };
      return total(causalAttention(queries, keys, values, shape, before));
    });
    before.dispose();
  });

  test('layer normalisation', () => {
    const total = weighed([3, 4]);
    assertGradient([shaped(3, 4), shaped(4), shaped(4)], ([x, gain, shift]) =>
      total(layerNorm(x as Tensor2D, gain as Tensor1D, shift as Tensor1D)),
    );
  });

  test('sampled softmax, with padding and a negative that is the target', () => {
    const collisions = tensor([0, -1e9, 0, 0, 0, 0], [3, 2]) as Tensor2D;
    const weights = tensor([0.5, 0.5, 0], [3, 1]) as Tensor2D;
    assertGradient([shaped(3, 4), shaped(3, 4), shaped(2, 4)], (given) => {
      const [vectors, targets, negatives] = given as Tensor2D[];
      return sampledSoftmaxLoss(vectors, targets, negatives, collisions, weights);
    });
    collisions.dispose();
    weights.dispose();
  });

  test('times data', () => {
    const total = weighed([2, 3]);
    const factor = tensor(shaped(2, 3).values, [2, 3]) as Tensor2D;
    assertGradient([shaped(2, 3)], ([x]) =>
      total(addAll([multiplyByData(x as Tensor2D, factor), multiplyByData(x as Tensor2D, 3)])),
    );
    factor.dispose();
  });
});
