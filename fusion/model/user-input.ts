/**
 * A modality as the network reads it.
 * `sequenceTypes` names the event types of its recent item sequence; null where it has none.
 */
export interface ModalitySchema {
  readonly name: string;
  readonly featureNames: readonly string[];
  readonly sequenceTypes: readonly string[] | null;
}

/** A scalar that the gates read; `modality` is whose events it is computed from, null for none. */
export interface StateSchema {
  readonly name: string;
  readonly modality: string | null;
}

/**
 * One expert's log-score of a candidate.
 * `modality` is whose events it needs, null for what every user has (popularity).
 * Before training a candidate's score is the sum of `initialWeight` times the standardised column.
 */
export interface ColumnSchema {
  readonly name: string;
  readonly modality: string | null;
  readonly initialWeight: number;
}

/** A declared head. Binary labels are 0 or 1; regression labels are in their own unit. */
export interface LabelSchema {
  readonly name: string;
  readonly kind: 'binary' | 'regression';
}

/** Names and widths of all that goes into the network; training and serving share it. */
export interface InputSchema {
  readonly modalities: readonly ModalitySchema[];
  readonly states: readonly StateSchema[];
  readonly columns: readonly ColumnSchema[];
  readonly labels: readonly LabelSchema[];
  /** Item indices are 0 to `itemCount` - 1; -1 is an item that the model has never seen. */
  readonly itemCount: number;
}

/** A user's most recent items in one modality, oldest first; the three arrays are parallel. */
export interface ItemSequence {
  readonly items: Int32Array;
  /** Index into the modality's `sequenceTypes`. */
  readonly types: Uint8Array;
  /** Days before the instant of the input, never negative. */
  readonly ages: Float32Array;
}

/** One modality of one user. Where `present` is false, the rest is not read. */
export interface ModalityInput {
  readonly present: boolean;
  /** [features], raw: the network standardises. Finite; heavy tails belong in logs already. */
  readonly features: Float32Array;
  readonly sequence: ItemSequence | null;
}

/** One user at one instant, in the order of the schema. */
export interface UserInput {
  readonly modalities: readonly ModalityInput[];
  /** [states], raw; NaN is unknown (then the gates see the average user). */
  readonly state: Float32Array;
}

/** The items to be ranked for one user. */
export interface CandidateInput {
  readonly items: Int32Array;
  /** [candidates, columns], row by row, raw log-scores; NaN where the expert has no opinion. */
  readonly columnValues: Float32Array;
}
