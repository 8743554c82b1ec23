import type { Json } from './json.ts';

/** A profile as it is computed. Times in milliseconds since the epoch. */
export interface NewProfile {
  readonly userId: string;
  /** What it was computed from: everything of the user up to this sequence. */
  readonly throughSequence: number;
  readonly modelId: string;
  /** Who decided how strongly events count: a revision of the model's adaptation; 0 is its own. */
  readonly adaptationRevision?: number;
  readonly asOf: number;
  /** The fused vector, of any dimension. */
  readonly vector: readonly number[];
  /** The read model: what is served without looking anywhere else. */
  readonly summary: Json;
  readonly computedAt: number;
}

/** What a profile says of itself beside its read model, which is most of it. */
export type ProfileHead = Omit<NewProfile, 'summary'>;

/** A profile as it was stored, without the read model. */
export interface StoredProfile extends ProfileHead {
  /** Counts the user's profiles, from 1. */
  readonly version: number;
}

export interface ProfileRow extends NewProfile {
  /** Counts the user's profiles, from 1. */
  readonly version: number;
}

/** When which version was served, and what it was made from. */
export interface ProfileHistoryRow {
  /** The place in the feed of all profile changes. */
  readonly sequence: number;
  readonly userId: string;
  readonly version: number;
  readonly throughSequence: number;
  readonly modelId: string;
  readonly adaptationRevision: number;
  readonly asOf: number;
  readonly computedAt: number;
}
