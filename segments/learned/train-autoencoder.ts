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
  dense,
  openBackend,
  ParameterLayout,
  RandomSource,
  squaredErrorLoss,
} from '../../fusion/index.ts';
import type { LatentEncoder } from './latent-encoder.ts';
import { startAtPrincipalDirections } from './principal-start.ts';

export interface AutoencoderSettings {
  readonly seed: number;
  readonly hidden: number;
  readonly latent: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Share of the inputs that are hidden from the encoder while it learns. */
  readonly masked: number;
  /** How often a whole block of columns is hidden, so that whoever lacks it is encoded alike. */
  readonly blockMasked: number;
  /** Where the weights begin: at random, or at the principal directions of the rows. */
  readonly start: 'random' | 'principal';
}

export const AUTOENCODER_DEFAULTS: AutoencoderSettings = {
  seed: 1,
  hidden: 96,
  latent: 12,
  epochs: 40,
  batch: 128,
  learningRate: 2e-3,
  masked: 0.25,
  blockMasked: 0.15,
  start: 'random',
};

const LAYERS = ['hidden', 'latent', 'widening', 'output'] as const;

/**
 * Trains a denoising autoencoder (Vincent et al. 2008): dense ReLU layers, parts of the input hidden,
 * the whole reconstructed by squared error.
 * @param rows [users][columns]
 * @param blocks [columns], which columns are there or missing together; null where none are
 * @returns the encoding half
 */
export async function trainAutoencoder(
  rows: readonly Float32Array[],
  settings: AutoencoderSettings = AUTOENCODER_DEFAULTS,
  blocks: Int32Array | null = null,
): Promise<LatentEncoder> {
  await openBackend();
  const random = RandomSource.fromSeed(settings.seed);
  const columns = rows[0].length;
  const widths = [columns, settings.hidden, settings.latent, settings.hidden, columns];
  const layout = new ParameterLayout(
    LAYERS.flatMap((name, layer) => [
      {
        name: `${name}/kernel`,
        shape: [widths[layer], widths[layer + 1]],
        initialiser: { kind: layer % 2 === 0 ? ('he' as const) : ('glorot' as const) },
        rate: 1,
        decays: true,
      },
      {
        name: `${name}/bias`,
        shape: [widths[layer + 1]],
        initialiser: { kind: 'zeros' as const },
        rate: 1,
        decays: false,
      },
    ]),
  );
  const flat = layout.initialise(random);
  if (settings.start === 'principal') startAtPrincipalDirections(rows, layout, flat, settings);
  const optimiser = new Adam(layout);
  const order = Int32Array.from(rows.keys());
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    random.shuffle(order);
    const learningRate = settings.learningRate * (1 - epoch / settings.epochs);
    for (let start = 0; start < order.length; start += settings.batch) {
      const batch = order.subarray(start, start + settings.batch);
      const filled = fill(rows, batch, () => {
        const hidden = hiddenBlocks(blocks, settings.blockMasked, random);
        return (column) => hidden[blocks?.[column] ?? 0] || random.uniform() < settings.masked;
      });
      const gradients = gradientsOf(layout, flat, filled, widths);
      optimiser.step(flat, gradients, learningRate);
    }
  }
  const layer = (name: string) => ({
    kernel: layout.view(`${name}/kernel`, flat).slice(),
    bias: layout.view(`${name}/bias`, flat).slice(),
  });
  return { hidden: layer('hidden'), latent: layer('latent') };
}

interface Batch {
  readonly size: number;
  readonly shown: Float32Array;
  readonly whole: Float32Array;
}

/** [blocks], which ones a row is shown without; of a single block none is ever hidden. */
function hiddenBlocks(blocks: Int32Array | null, share: number, random: RandomSource): boolean[] {
  const count = blocks === null ? 1 : blocks.reduce((most, block) => Math.max(most, block), 0) + 1;
  return Array.from({ length: count }, () => count > 1 && random.uniform() < share);
}

function fill(
  rows: readonly Float32Array[],
  batch: Int32Array,
  hide: () => (column: number) => boolean,
): Batch {
  const columns = rows[0].length;
  const whole = new Float32Array(batch.length * columns);
  const shown = new Float32Array(whole.length);
  batch.forEach((row, index) => {
    const isHidden = hide();
    whole.set(rows[row], index * columns);
    for (let column = 0; column < columns; column += 1) {
      if (!isHidden(column)) shown[index * columns + column] = rows[row][column];
    }
  });
  return { size: batch.length, shown, whole };
}

function gradientsOf(
  layout: ParameterLayout,
  flat: Float32Array,
  batch: Batch,
  widths: readonly number[],
): Float32Array[] {
  const gradients = tidy(() => {
    const shape: [number, number] = [batch.size, widths[0]];
    const shown = tensor2d(batch.shown, shape);
    const whole = tensor2d(batch.whole, shape);
    const weights = tensor2d(new Float32Array(batch.whole.length).fill(1 / batch.size), shape);
    const parameters = layout.parameters.map(({ name, shape: [inputs, outputs] }): Tensor => {
      const values = layout.view(name, flat);
      return outputs === undefined ? tensor1d(values) : tensor2d(values, [inputs, outputs]);
    });
    const loss = (...given: Tensor[]) => {
      let current = shown;
      for (let layer = 0; layer < LAYERS.length; layer += 1) {
        const [kernel, bias] = given.slice(layer * 2);
        const activation = layer % 2 === 0 ? 'relu' : 'linear';
        current = dense(
          current,
          { kernel: kernel as Tensor2D, bias: bias as Tensor1D },
          activation,
        );
      }
      return squaredErrorLoss(current, whole, weights);
    };
    return valueAndGrads(loss)(parameters).grads;
  });
  const values = gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
  for (const gradient of gradients) gradient.dispose();
  return values;
}
