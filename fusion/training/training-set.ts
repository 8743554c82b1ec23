import type { InputSchema } from '../model/index.ts';

/** Recent item sequences of all users of a set: user u has positions pointers[u] to pointers[u + 1]. */
export interface RaggedSequence {
  /** [users + 1] */
  readonly pointers: Int32Array;
  readonly items: Int32Array;
  readonly types: Uint8Array;
  readonly ages: Float32Array;
}

/** One modality of all users of a set; rows of users without the modality are not read. */
export interface ModalityRows {
  /** [users, features], raw and finite. */
  readonly features: Float32Array;
  /** [users], 1 where the user has the modality. */
  readonly present: Uint8Array;
  readonly sequence: RaggedSequence | null;
}

/** Split of a row: learned from, or only judged. Validation rows lie later in time. */
export const TRAIN = 0;
export const VALIDATION = 1;

/**
 * What the network learns from: one row is a user at an instant (the same user may have several
 * rows), with what was known then as input and what came after as targets. The experts behind the
 * columns must have been fitted on events before the targets. The values mean what the serving
 * types of `model/user-input.ts` say, so one function can compute both.
 */
export interface TrainingSet {
  readonly schema: InputSchema;
  readonly users: number;
  /** In the order of `schema.modalities`. */
  readonly modalities: readonly ModalityRows[];
  /** [users, states], raw; NaN is unknown. */
  readonly state: Float32Array;
  /** [users + 1] */
  readonly candidatePointers: Int32Array;
  /** [candidates], item indices; -1 is an item without an embedding. */
  readonly candidateItems: Int32Array;
  /** [candidates, columns], raw log-scores; NaN where the expert has no opinion. */
  readonly columnValues: Float32Array;
  /** [candidates], 0 or the weight of a target; a row without a target trains the other heads only. */
  readonly targets: Float32Array;
  /** [users], how much a row weighs in the ranking loss (each row's targets are shares of it); null: 1. */
  readonly rowWeights: Float32Array | null;
  /** In the order of `schema.labels`, each [users]; NaN is unknown. */
  readonly labels: readonly Float32Array[];
  /** [users], TRAIN or VALIDATION. */
  readonly split: Uint8Array;
}
