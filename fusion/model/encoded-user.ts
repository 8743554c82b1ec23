import type { Expert } from './host-encoder.ts';

/** What one modality contributed to a user's vector. */
export interface EncodedModality {
  readonly name: string;
  /** Null where the user does not have the modality. */
  readonly expert: Expert | null;
  /** Share of the experts' total precision, the mean over dimensions; the shares sum to 1. */
  readonly weight: number;
}

/** One user through the network, before any candidate is scored. */
export interface EncodedUser {
  /** Mean of the fused Gaussian, [dimension]: the profile's vector. */
  readonly mean: Float32Array;
  /** Its precision, [dimension]; at least the prior's 1. */
  readonly precision: Float32Array;
  readonly modalities: readonly EncodedModality[];
  /** [modalities], 1 where present. */
  readonly present: Uint8Array;
  /** What the gates read, [states + modalities], standardised. */
  readonly state: Float32Array;
  /** The weight of each column and, last, of the match between vector and item, [columns + 1]. */
  readonly gates: Float32Array;
}

/** A head's answer for a user. */
export interface ReadOut {
  readonly name: string;
  /** A probability for a binary label; in the label's unit for a regression. */
  readonly value: number;
  /** 0 to 1; null where the validation data were too few to tell. */
  readonly confidence: number | null;
}

/** A part of a candidate's score; `modality` is null for what every user has alike. */
export interface ScorePart {
  readonly modality: string | null;
  readonly value: number;
}
