// Prints the tensor backend in use and how long a dense layer takes on it, forward and back.
import {
  type Scalar,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import {
  BackendUnavailableError,
  dense,
  openBackend,
  squaredErrorLoss,
} from '../../fusion/index.ts';

const ROWS = 256;
const WIDTH = 512;
const ROUNDS = 20;

const values = (size: number) => Float32Array.from({ length: size }, (_, at) => Math.sin(at));
const inputs = values(ROWS * WIDTH);
const weights = values(WIDTH * WIDTH);
const shifts = values(WIDTH);

try {
  const { reason } = await openBackend();
  step();
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) step();
  const milliseconds = (performance.now() - start) / ROUNDS;
  console.log(
    `Ready: ${reason}. A dense layer of ${WIDTH} by ${WIDTH} on ${ROWS} rows, forward and back: ${milliseconds.toFixed(1)} ms.`,
  );
} catch (error) {
  if (!(error instanceof BackendUnavailableError)) throw error;
  console.log(error.message);
  process.exitCode = 1;
}

function step(): void {
  tidy(() => {
    const x = tensor2d(inputs, [ROWS, WIDTH]);
    const kernel = tensor2d(weights, [WIDTH, WIDTH]);
    const bias = tensor1d(shifts);
    const loss = (...[input, matrix, shift]: Tensor[]): Scalar => {
      const layer = { kernel: matrix, bias: shift } as Parameters<typeof dense>[1];
      return squaredErrorLoss(dense(input as typeof x, layer, 'relu'), x, x);
    };
    const { grads } = valueAndGrads(loss)([x, kernel, bias]);
    for (const gradient of grads) gradient.dataSync();
  });
}
