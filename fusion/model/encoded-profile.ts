import type { Choice } from '../adaptation/choice.ts';
import type { ReadOut } from './encoded-user.ts';
import type { Interest, VisitedPlace } from './history-reader.ts';

/** The name under which a score's contributions list what belongs to no modality. */
export const COMMON = 'common';

/** One modality's part in a profile. */
export interface ProfileModality {
  readonly name: string;
  readonly present: boolean;
  /** Share of the total precision, without the prior; the shares of a user sum to 1. */
  readonly weight: number;
  /** Mean gate of the modality's score columns; 0 where it has none. */
  readonly gate: number;
  readonly events: number;
  /** Milliseconds since the epoch; null without events. */
  readonly lastAt: number | null;
  /** Raw values, empty where the modality is absent. */
  readonly features: readonly { readonly name: string; readonly value: number }[];
}

/**
 * A modality as it was encoded: features by name are made of its values when somebody asks, for few do and
 * whole batches wait to be judged.
 */
export class EncodedProfileModality implements ProfileModality {
  constructor(
    readonly name: string,
    readonly present: boolean,
    readonly weight: number,
    readonly gate: number,
    readonly events: number,
    readonly lastAt: number | null,
    /** Of the features in their order, the same list in every profile; empty where the modality is absent. */
    readonly featureNames: readonly string[],
    readonly values: Float32Array,
  ) {}

  get features(): ProfileModality['features'] {
    return Array.from(this.featureNames, (name, at) => ({ name, value: this.values[at] }));
  }
}

/** A modality's part in a score; the parts of a score sum to it. */
export interface Contribution {
  /** The modality's name, or `common` for what every user has alike. */
  readonly modality: string;
  readonly value: number;
}

export interface ScoredItem {
  readonly itemId: string;
  /** A log-score up to a constant of the user. */
  readonly score: number;
}

export interface RankedItem extends ScoredItem {
  readonly contributions: readonly Contribution[];
}

/** How strongly the last event of one modality counts, and who decided it. */
export interface AdaptedModality extends Omit<Choice, 'reason'> {
  readonly modality: string;
  /** Events that name a known item. */
  readonly events: number;
  /**
   * Whether what is recommended follows the choice; null where an older version of the program stored the
   * profile.
   */
  readonly steersRecommendations: boolean | null;
  /** The choice in a sentence, a conditional one where nothing follows it. */
  readonly reason: string;
}

/** A user as the model sees them at one instant. */
export interface EncodedProfile {
  readonly userId: string;
  /** [dimension] */
  readonly vector: Float32Array;
  /** [dimension], at least 1: how sure the model is of each entry of the vector. */
  readonly precision: Float32Array;
  readonly modalities: readonly EncodedProfileModality[];
  readonly readOuts: readonly ReadOut[];
  readonly interests: readonly Interest[];
  readonly places: readonly VisitedPlace[];
  /** Modalities with events of items; empty where the model learned no adaptation. */
  readonly adaptation: readonly AdaptedModality[];
}
