import { topK } from '../../fusion/linear/index.ts';
import type { CandidateInput, FusionNetwork, NetworkWeights } from '../../fusion/model/index.ts';
import { type FitSettings, fitNetwork, type TrainingSet } from '../../fusion/training/index.ts';
import type { SuiteOptions, SuiteResult } from '../suite.ts';

/** The ranking is all that these suites ask of the network; items have no vectors to learn by heart. */
const RANKING_ONLY: Partial<FitSettings> = {
  embeddingRate: 0,
  newUserShare: 0,
  losses: { ranking: 1, reconstruction: 0, labels: 0, prior: 0 },
};

/** One network with its weights after every epoch. */
export interface Snapshots {
  readonly network: FusionNetwork;
  readonly weights: readonly NetworkWeights[];
}

export interface FusedExperts {
  /** One a seed. */
  readonly networks: readonly FusionNetwork[];
  readonly curves: NonNullable<SuiteResult['curves']>;
  /** Of the first seed, whose curve is called `curve`. */
  readonly snapshots: Snapshots;
  readonly curve: string;
  readonly backend: string;
}

/** Trains the fusion network on the experts' columns, once a seed. */
export async function fuseExperts(
  sets: readonly TrainingSet[],
  seeds: readonly number[],
  fit: Partial<FitSettings>,
  { signal, onProgress }: SuiteOptions,
): Promise<FusedExperts> {
  const networks: FusionNetwork[] = [];
  const curves: Record<string, Record<string, readonly number[]>> = {};
  const weights: NetworkWeights[] = [];
  let backend = '';
  for (const seed of seeds) {
    const { network, metrics } = await fitNetwork(
      sets,
      { ...RANKING_ONLY, ...fit, seed },
      {
        signal,
        ...(seed === seeds[0] && { onEpoch: (own) => weights.push(own) }),
        onProgress: ({ epoch, epochs, step, steps }) => {
          if (step === steps) onProgress?.(`Training, seed ${seed}: epoch ${epoch} of ${epochs}`);
        },
      },
    );
    networks.push(network);
    // Without the state before training, which no training loss belongs to.
    const losses = (part: 'train' | 'validation') =>
      metrics.curve.slice(1).flatMap((epoch) => epoch[part]?.ranking ?? []);
    curves[curveOf(seed)] = {
      train: losses('train'),
      validation: losses('validation'),
    };
    backend = metrics.backend;
  }
  const snapshots = { network: networks[0], weights };
  return { networks, curves, snapshots, curve: curveOf(seeds[0]), backend };
}

function curveOf(seed: number): string {
  return `ranking loss by epoch, seed ${seed}`;
}

/** The best `count` of the candidates, best first. */
export function bestItems(
  { items }: CandidateInput,
  scores: ArrayLike<number>,
  count: number,
): number[] {
  return Array.from(topK(scores, items.length, count), (place) => items[place]);
}

/** The scores of one column alone; what it does not know comes last. */
export function columnScores(
  { items, columnValues }: CandidateInput,
  column: number,
): Float32Array {
  const width = columnValues.length / items.length;
  return Float32Array.from(items, (_, place) => {
    const value = columnValues[place * width + column];
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  });
}
