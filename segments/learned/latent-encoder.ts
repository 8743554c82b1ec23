import { normalised } from './vectors.ts';

/** A dense layer on the host. */
export interface HostLayer {
  /** [inputs, outputs], row by row. */
  readonly kernel: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** The half of the autoencoder that serves: profile in, latent out. */
export interface LatentEncoder {
  readonly hidden: HostLayer;
  readonly latent: HostLayer;
}

/** A profile as `encoderInput` gives it, [columns], as a latent vector of length 1, [latent]. */
export function encodeLatent(encoder: LatentEncoder, input: Float32Array): Float32Array {
  const hidden = forward(encoder.hidden, input);
  for (let unit = 0; unit < hidden.length; unit += 1) hidden[unit] = Math.max(0, hidden[unit]);
  return normalised(forward(encoder.latent, hidden));
}

function forward({ kernel, bias }: HostLayer, input: Float32Array): Float32Array<ArrayBuffer> {
  const output = new Float32Array(bias);
  for (let row = 0; row < input.length; row += 1) {
    const value = input[row];
    if (value === 0) continue;
    const start = row * output.length;
    for (let column = 0; column < output.length; column += 1) {
      output[column] += value * kernel[start + column];
    }
  }
  return output;
}
