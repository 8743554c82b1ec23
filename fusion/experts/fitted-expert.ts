import type { Arrivals } from './arrivals.ts';
import type { IndexedHistory } from './indexed-history.ts';

/** A log-score that an expert gives to candidates. */
export interface ExpertColumn {
  readonly name: string;
  /** The column's weight in a candidate's score before training. */
  readonly initialWeight: number;
}

/** Where an expert writes its columns: row c begins at `c * stride + offset`. */
export interface ColumnBlock {
  readonly values: Float32Array;
  readonly stride: number;
  readonly offset: number;
}

/**
 * What a modality has learned from all histories up to a cut. It scores any history, of a user it
 * has seen or not, by the same path: nothing here depends on how many users are asked for at once.
 */
export interface FittedExpert {
  readonly columns: readonly ExpertColumn[];
  /** Whether it reads the recency of its modality, so that its columns follow what a policy chooses. */
  readonly followsRecency?: true;
  readonly stateNames: readonly string[];
  /** Scalars that the gates read; NaN where unknown. */
  state(history: IndexedHistory): Float32Array;
  /** Whether it has an opinion on items for this user. */
  knows(history: IndexedHistory): boolean;
  /** Which part of all candidates this expert should propose, relative to the other experts. */
  readonly candidateShare: number;
  /** The best `count` or so items in this expert's eyes, without those the user has; best first. */
  candidates(history: IndexedHistory, count: number): Int32Array;
  /**
   * Log-scores of the candidates; NaN where the expert has no opinion. `items` are indices of the
   * catalogue, -1 for an item unknown to it.
   */
  scores(history: IndexedHistory, items: Int32Array, into: ColumnBlock): void;
  /** Dense features that only a fit can give (of the user's place in the graph, say). */
  readonly featureNames: readonly string[];
  /** Finite values, out of the modality's own events alone; null where the user has none. */
  features(history: IndexedHistory): Float32Array | null;
  toParts(): Map<string, Uint8Array>;
  /**
   * The same without what it keeps of single users; for experts that keep nothing of the kind it is left
   * out. What all users together have taught it stays.
   * @param rows the users, as rows of the fit
   */
  forgetting?(rows: ReadonlySet<number>): FittedExpert;
  /**
   * The same with an opinion on items that arrived after the fit, out of those that stand in for them; its
   * features and its state of whoever has nothing to do with them stay, or a profile would change by what a
   * shop has come to sell. For experts without an opinion on items it is left out.
   */
  knowing?(arrivals: Arrivals): FittedExpert;
}
