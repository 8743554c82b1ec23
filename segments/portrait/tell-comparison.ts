import { fewCategories } from '../learned/tell-groups.ts';
import type { Language } from '../phrases/language.ts';
import type { NamedDifference } from '../phrases/phrases.ts';
import {
  type FeatureComparison,
  type FeatureDifference,
  namedDifference,
} from './feature-differences.ts';
import { toldOf } from './portrait-names.ts';

/** A difference in words. */
export interface ToldDifference extends FeatureDifference {
  readonly sentence: string;
}

export interface ToldComparison extends Omit<FeatureComparison, 'differences'> {
  readonly differences: readonly ToldDifference[];
  /** What tells people most. */
  readonly summary: string;
}

const MOST_TOLD = 4;

/** Puts a comparison into words. @param summaryOf makes a sentence of what tells people most */
export function tellComparison(
  comparison: FeatureComparison,
  { phrases }: Language,
  summaryOf: (told: readonly NamedDifference[]) => string,
): ToldComparison {
  const { differences } = comparison;
  return {
    ...comparison,
    differences: differences.map((difference) => ({
      ...difference,
      sentence: phrases.portrait.difference(namedDifference(difference)),
    })),
    summary: summaryOf(fewCategories(toldOf(differences)).slice(0, MOST_TOLD)),
  };
}
