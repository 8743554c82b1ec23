import type { UserHistory } from '../data/user-history.ts';
import { coverageOf, coverageWarnings } from './coverage.ts';
import {
  DATA_QUALITY_DEFAULTS,
  type DataQuality,
  type DataQualityThresholds,
} from './data-quality.ts';
import { duplicateWarnings } from './duplicate-users.ts';
import { idOrderWarnings } from './id-order.ts';
import { type LabelAnswers, labelWarnings } from './label-balance.ts';

export interface InspectedData {
  readonly users: readonly UserHistory[];
  readonly modalities: readonly string[];
  /** Those with a few answers each. */
  readonly labels: readonly LabelAnswers[];
}

/**
 * What the data of a training are like: who has which modality, and defects that a network would learn from
 * without a word. Reads everything once and changes nothing.
 */
export function inspectTrainingData(
  { users, modalities, labels }: InspectedData,
  given: Partial<DataQualityThresholds> = {},
): DataQuality {
  const thresholds = { ...DATA_QUALITY_DEFAULTS, ...given };
  const coverage = coverageOf(users, modalities);
  return {
    users: users.length,
    coverage,
    warnings: [
      ...coverageWarnings(coverage, thresholds.leastCoverage),
      ...idOrderWarnings(users, thresholds.mostIdOrder),
      ...duplicateWarnings(users, thresholds.mostDuplicates),
      ...labelWarnings(labels, thresholds.leastOfALabel),
    ],
  };
}
