import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import {
  Adam,
  binaryCrossEntropyLoss,
  dense,
  denseOnData,
  ParameterLayout,
  RandomSource,
} from '../../fusion/index.ts';

/**
 * A dense ReLU layer and a sigmoid output as wide as the input, fitted to give back what it is
 * given. Call `openBackend` before making one.
 */
export class Autoencoder {
  readonly #layout: ParameterLayout;
  readonly #weights: Float32Array;
  readonly #adam: Adam;

  /** @param inputs width of a row; the output has the same, or there is nothing to compare it with */
  constructor(
    private readonly inputs: number,
    hidden: number,
    seed: number,
  ) {
    const bias = { initialiser: { kind: 'zeros' }, rate: 1, decays: false } as const;
    this.#layout = new ParameterLayout([
      {
        name: 'hidden',
        shape: [inputs, hidden],
        initialiser: { kind: 'he' },
        rate: 1,
        decays: false,
      },
      { name: 'hidden bias', shape: [hidden], ...bias },
      {
        name: 'output',
        shape: [hidden, inputs],
        initialiser: { kind: 'glorot' },
        rate: 1,
        decays: false,
      },
      { name: 'output bias', shape: [inputs], ...bias },
    ]);
    this.#weights = this.#layout.initialise(RandomSource.fromSeed(seed));
    this.#adam = new Adam(this.#layout);
  }

  /**
   * One step of Adam on all rows, X to X.
   * @param rows each of `inputs` values from 0 to 1
   * @returns the mean binary cross entropy before the step
   */
  step(rows: readonly (readonly number[])[], learningRate: number): number {
    const result = { loss: 0, gradients: [] as Float32Array[] };
    tidy(() => {
      const x = this.#toTensor(rows);
      const weights = tensor2d(
        new Float32Array(rows.length * this.inputs).fill(1 / (rows.length * this.inputs)),
        [rows.length, this.inputs],
      );
      const loss = (...parameters: Tensor[]) =>
        binaryCrossEntropyLoss(logits(x, parameters), x, weights);
      const { value, grads } = valueAndGrads(loss)(this.#tensors());
      result.loss = value.dataSync()[0];
      result.gradients = grads.map((gradient) => gradient.dataSync() as Float32Array);
    });
    this.#adam.step(this.#weights, result.gradients, learningRate);
    return result.loss;
  }

  /** What the network makes of each row, 0 to 1. */
  reconstruct(rows: readonly (readonly number[])[]): number[][] {
    const result: number[][] = [];
    tidy(() => {
      const values = logits(this.#toTensor(rows), this.#tensors()).dataSync();
      rows.forEach((_, row) => {
        const own = values.subarray(row * this.inputs, (row + 1) * this.inputs);
        result.push(Array.from(own, (logit) => 1 / (1 + Math.exp(-logit))));
      });
    });
    return result;
  }

  #toTensor(rows: readonly (readonly number[])[]): Tensor2D {
    const wrong = rows.find((row) => row.length !== this.inputs);
    if (wrong !== undefined) {
      throw new RangeError(`Every row needs ${this.inputs} values; one has ${wrong.length}.`);
    }
    return tensor2d(Float32Array.from(rows.flat()), [rows.length, this.inputs]);
  }

  #tensors(): Tensor[] {
    return this.#layout.parameters.map(({ name, shape }) => {
      const values = this.#layout.view(name, this.#weights).slice();
      return shape.length === 1 ? tensor1d(values) : tensor2d(values, shape as [number, number]);
    });
  }
}

/** The output before its sigmoid, which the loss applies itself: that is exact for large values. */
function logits(x: Tensor2D, parameters: readonly Tensor[]): Tensor2D {
  const [kernel, bias, outputKernel, outputBias] = parameters;
  const hidden = denseOnData(x, { kernel: kernel as Tensor2D, bias: bias as Tensor1D }, 'relu');
  const output = { kernel: outputKernel as Tensor2D, bias: outputBias as Tensor1D };
  return dense(hidden, output, 'linear');
}
