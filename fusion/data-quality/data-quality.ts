/** What of the data a warning is about. */
export type DataQualityKind = 'coverage' | 'id-order' | 'duplicate-users' | 'label-balance';

export interface DataQualityWarning {
  readonly kind: DataQualityKind;
  /** The modality, the label, or what else it is about. */
  readonly subject: string;
  /** What was measured, in the unit of its threshold. */
  readonly value: number;
  /** What, how much, and what to do. */
  readonly message: string;
}

/** What training data are like, looked at before a network learns from them. */
export interface DataQuality {
  readonly users: number;
  /** Share of the users who have the modality, 0 to 1. */
  readonly coverage: readonly { readonly modality: string; readonly share: number }[];
  readonly warnings: readonly DataQualityWarning[];
}

/** From where on something is worth a warning. */
export interface DataQualityThresholds {
  /** A modality that some users have, but a smaller share than this. */
  readonly leastCoverage: number;
  /** Rank correlation, either way, of items' ids with when they were first turned to. */
  readonly mostIdOrder: number;
  /** Share of users who did the same as another. */
  readonly mostDuplicates: number;
  /** Share of the rarer answer among known labels. */
  readonly leastOfALabel: number;
}

export const DATA_QUALITY_DEFAULTS: DataQualityThresholds = {
  leastCoverage: 0.05,
  mostIdOrder: 0.9,
  mostDuplicates: 0.01,
  leastOfALabel: 0.02,
};

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
