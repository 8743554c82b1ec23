/** A user's distinct items within one modality, in order of their last event; arrays are parallel. */
export interface Interactions {
  readonly items: Int32Array;
  /** How strongly the user's events together say "interested", above 0 to 1. */
  readonly weights: Float32Array;
  /** Milliseconds since the epoch of the item's last event. */
  readonly at: Float64Array;
}

/** Where a user was, in order of time; arrays are parallel. */
export interface Points {
  /** Degrees. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Milliseconds since the epoch. */
  readonly at: Float64Array;
  /** The item that the user was at; -1 where none is known. */
  readonly items: Int32Array;
}

/** One modality of a user's history in numbers. */
export interface IndexedModality {
  readonly interactions: Interactions;
  /**
   * How much each of the interactions counts beside the last one, where a policy decides it, in parallel;
   * null where experts fade them at rates of their own. Computed when asked: most readers never do.
   */
  recency(): Float64Array | null;
  readonly points: Points;
  /** Rows of other users that the user's relations lead to, distinct, ascending; unknown ones left out. */
  readonly relations: Int32Array;
  /** Number of distinct other users, known or not. */
  readonly relationCount: number;
  readonly events: number;
}

/** A user's history up to an instant, with items and users as indices of one fit. */
export interface IndexedHistory {
  readonly userId: string;
  /** The user's row among those that the experts were fitted on; -1 for a new user. */
  readonly row: number;
  readonly asOf: number;
  readonly modalities: ReadonlyMap<string, IndexedModality>;
  /** Items of all modalities together. */
  readonly interactions: Interactions;
}
