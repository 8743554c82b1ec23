/** How the encoder of sequences is built and trained. */
export interface SequenceSettings {
  readonly seed: number;
  /** Of the items' vectors and all that is between. */
  readonly dimension: number;
  readonly blocks: number;
  /** Must divide `dimension`. */
  readonly heads: number;
  /** The most recent items that are read. */
  readonly length: number;
  readonly dropout: number;
  /** Negatives that all positions of a step share. */
  readonly negatives: number;
  readonly epochs: number;
  /** Positions a step, about. */
  readonly batchPositions: number;
  /** Peak of the cosine schedule. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Row-wise Adagrad's rate for the items' vectors, and their decay, times that rate. */
  readonly embeddingRate: number;
  readonly embeddingDecay: number;
}

export const SEQUENCE_DEFAULTS: SequenceSettings = {
  seed: 1,
  dimension: 64,
  blocks: 2,
  heads: 2,
  length: 50,
  dropout: 0.3,
  negatives: 256,
  epochs: 30,
  batchPositions: 2500,
  learningRate: 0.001,
  weightDecay: 0.01,
  embeddingRate: 0.1,
  embeddingDecay: 0,
};
