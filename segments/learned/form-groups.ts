import type { CountQuality } from './clustering/choose-count.ts';
import { findCompactGroups } from './clustering/compact-groups.ts';
import { findDiscriminantGroups } from './clustering/discriminant-groups.ts';
import { findConnected, WEAK } from './find-connected.ts';
import { encodeLatent, type LatentEncoder } from './latent-encoder.ts';
import { fitSoftmaxHead, type SoftmaxHead } from './softmax-head.ts';
import { type AutoencoderSettings, trainAutoencoder } from './train-autoencoder.ts';

/** Groups with what assigns anybody to them. */
export interface FormedGroups {
  /** Null where the head reads the inputs themselves. */
  readonly encoder: LatentEncoder | null;
  readonly head: SoftmaxHead;
  readonly count: number;
  readonly stability: number;
  readonly qualities: readonly CountQuality[];
  readonly compact: boolean;
}

/** From its start at the principal directions the autoencoder has less to learn, and should not stray. */
const COMPACT = { start: 'principal', epochs: 30, learningRate: 1e-3 } as const;

/**
 * Groups of any shape that the graph of neighbours shows.
 * @param inputs [users][columns] @param blocks [columns], which are there or missing together
 */
export async function formConnected(
  inputs: readonly Float32Array[],
  blocks: Int32Array,
  counts: readonly number[],
  settings: AutoencoderSettings,
): Promise<FormedGroups & { readonly encoder: LatentEncoder }> {
  const encoder = await trainAutoencoder(inputs, settings, blocks);
  const latents = inputs.map((row) => encodeLatent(encoder, row));
  const { count, assignment, ...found } = findConnected(latents, inputs, counts, settings.seed);
  const head = fitSoftmaxHead(latents, assignment, count);
  return { encoder, head, count, ...found, compact: false };
}

/**
 * Users divided by what they do most, into as many compact groups as come back best: what is left where
 * the graph shows no groups.
 */
export async function formCompact(
  inputs: readonly Float32Array[],
  blocks: Int32Array,
  counts: readonly number[],
  settings: AutoencoderSettings,
): Promise<Omit<FormedGroups, 'qualities'>> {
  const encoder = await trainAutoencoder(inputs, { ...settings, ...COMPACT }, blocks);
  const latents = inputs.map((row) => encodeLatent(encoder, row));
  const { count, assignment, stability } = findCompactGroups(latents, counts, settings.seed);
  const head = fitSoftmaxHead(latents, assignment, count);
  return { encoder, head, count, stability, compact: true };
}

/**
 * Where groups show in the graph, they or those that linear discriminants tell apart, whichever come back
 * better; where none do, compact ones if these come back better.
 */
export async function formGroups(
  inputs: readonly Float32Array[],
  blocks: Int32Array,
  counts: readonly number[],
  settings: AutoencoderSettings,
): Promise<FormedGroups> {
  const connected = await formConnected(inputs, blocks, counts, settings);
  const other =
    connected.stability < WEAK
      ? await formCompact(inputs, blocks, counts, settings)
      : formDiscriminant(inputs, counts, settings.seed);
  if (other.stability < connected.stability) return connected;
  return { ...other, qualities: connected.qualities };
}

/**
 * Groups that linear discriminants of all that is known tell apart: the latent space, made to keep what
 * people are like as a whole, loses some of what sets groups apart.
 */
function formDiscriminant(
  inputs: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): Omit<FormedGroups, 'qualities'> {
  return { encoder: null, ...findDiscriminantGroups(inputs, counts, seed), compact: false };
}
