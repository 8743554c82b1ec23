import type { CountQuality } from './clustering/choose-count.ts';
import { findCompactGroups } from './clustering/compact-groups.ts';
import { findConnected, WEAK } from './find-connected.ts';
import { encodeLatent, type LatentEncoder } from './latent-encoder.ts';
import { fitSoftmaxHead, type SoftmaxHead } from './softmax-head.ts';
import { type AutoencoderSettings, trainAutoencoder } from './train-autoencoder.ts';

/** Groups with what assigns anybody to them. */
export interface FormedGroups {
  readonly encoder: LatentEncoder;
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
): Promise<FormedGroups> {
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

/** Groups of the graph, or compact ones where those of the graph are weak and these come back better. */
export async function formGroups(
  inputs: readonly Float32Array[],
  blocks: Int32Array,
  counts: readonly number[],
  settings: AutoencoderSettings,
): Promise<FormedGroups> {
  const connected = await formConnected(inputs, blocks, counts, settings);
  if (connected.stability >= WEAK) return connected;
  const compact = await formCompact(inputs, blocks, counts, settings);
  if (compact.stability <= connected.stability) return connected;
  return { ...compact, qualities: connected.qualities };
}
