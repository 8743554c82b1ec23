import { NETWORK_DEFAULTS, type NetworkSettings } from '../model/index.ts';

/** How much each part of the loss counts. */
export interface LossWeights {
  /** The next item: listwise softmax, the mean over rows with targets. */
  readonly ranking: number;
  /** The autoencoder: cross entropy, the mean over features of the modalities a user has. */
  readonly reconstruction: number;
  /** The declared heads: each the mean over rows with a known label. */
  readonly labels: number;
  /** Divergence of the profile from the prior, the mean over rows. */
  readonly prior: number;
}

/**
 * Which of a user's modalities rank: all, unless others' lists are better by more than chance; or the fewest whose lists
 * are as good as the best, so that each of the others must show that it helps.
 */
export const VOICE_RULES = ['unless-worse', 'if-better'] as const;
export type VoiceRule = (typeof VOICE_RULES)[number];

export interface FitSettings {
  /** One seed gives the same weights on the same backend. */
  readonly seed: number;
  readonly network: NetworkSettings;
  readonly epochs: number;
  /** Rows a step. */
  readonly batchSize: number;
  /** Peak of the cosine schedule. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Row-wise Adagrad's rate for the items' vectors; 0 leaves them as they start. */
  readonly embeddingRate: number;
  /** Decay of the touched items' vectors, times `embeddingRate`. */
  readonly embeddingDecay: number;
  /** Chance of leaving out each modality of a row in training; one always remains. */
  readonly modalityDropout: number;
  /** Chance of leaving a row nothing at all: a simulated new user. */
  readonly newUserShare: number;
  readonly losses: LossWeights;
  /** Epochs without a better validation loss before stopping. */
  readonly patience: number;
  /** `unless-worse` where nothing is said. */
  readonly voices?: VoiceRule;
}

export const FIT_DEFAULTS: FitSettings = {
  seed: 1,
  network: NETWORK_DEFAULTS,
  epochs: 10,
  batchSize: 100,
  learningRate: 0.004,
  weightDecay: 0.02,
  embeddingRate: 0.03,
  embeddingDecay: 3,
  modalityDropout: 0.15,
  newUserShare: 0.03,
  losses: { ranking: 1, reconstruction: 0.3, labels: 0.5, prior: 0.002 },
  patience: 3,
};
