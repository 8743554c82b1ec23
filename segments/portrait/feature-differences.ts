import type { LabelOf } from '../learned/differences.ts';
import type { NamedDifference } from '../phrases/phrases.ts';
import type { FeatureValues } from './feature-values.ts';
import { FEWEST, LEVEL } from './few.ts';
import {
  compareMeans,
  intervalOf,
  type MeanDifference,
  momentsOf,
} from './statistics/compare-means.ts';
import { discover } from './statistics/false-discovery.ts';

/** A feature that sets members apart from others. */
export interface FeatureDifference extends Omit<NamedDifference, 'everybody'> {
  /** Mean of the members less mean of the others, in standard deviations of both together. */
  readonly effect: number;
  /** The effect's interval: all that are listed hold 95 % of the times, on average. */
  readonly low: number;
  readonly high: number;
  /** As if there had been this one feature alone (Benjamini and Yekutieli 2001). */
  readonly adjustedP: number;
  /** Means in the feature's original unit, over those who have it. */
  readonly members: number;
  readonly others: number;
}

/** What came of comparing two groups of users. */
export interface FeatureComparison {
  /** How many members and others there were to compare. */
  readonly members: number;
  readonly others: number;
  /** How many features were looked at, which is what the differences are corrected for. */
  readonly lookedAt: number;
  /** The greatest first. */
  readonly differences: readonly FeatureDifference[];
}

/**
 * What sets members apart from others: all features that differ by more than chance explains, false
 * ones being at most a twentieth of them as expected, with intervals that are as wide as their number
 * demands. Nothing is said where either side is fewer than a handful.
 * @param members @param others indices into the values, without a user in common
 */
export function compareFeatures(
  features: readonly FeatureValues[],
  members: readonly number[],
  others: readonly number[],
  labelOf: LabelOf,
): FeatureComparison {
  const compared = features.flatMap((feature) => {
    const own = momentsOf(feature.values, members);
    const rest = momentsOf(feature.values, others);
    if (own.count < FEWEST || rest.count < FEWEST) return [];
    const test = compareMeans(own, rest);
    return test === null ? [] : [{ feature, test }];
  });
  const { found, adjusted, miss } = discover(
    compared.map(({ test }) => test.p),
    LEVEL,
  );
  const differences = compared
    .flatMap(({ feature, test }, place) =>
      found[place] && miss !== null
        ? [
            {
              ...told(feature, members, others, labelOf),
              ...sized(test, miss),
              adjustedP: adjusted[place],
            },
          ]
        : [],
    )
    .sort((left, right) => Math.abs(right.effect) - Math.abs(left.effect));
  return {
    members: members.length,
    others: others.length,
    lookedAt: compared.length,
    differences,
  };
}

function sized(test: MeanDifference, miss: number) {
  const [low, high] = intervalOf(test, miss);
  const { deviation, difference } = test;
  return { effect: difference / deviation, low: low / deviation, high: high / deviation };
}

function told(
  { modality, feature, values }: FeatureValues,
  members: readonly number[],
  others: readonly number[],
  labelOf: LabelOf,
) {
  const label = labelOf(modality, feature);
  const original = label.logarithm ? values.map(Math.expm1) : values;
  return {
    ...{ modality, feature, label },
    members: momentsOf(original, members).mean,
    others: momentsOf(original, others).mean,
  };
}

/** A difference as phrases and names speak of it. */
export function namedDifference({ others, ...difference }: FeatureDifference): NamedDifference {
  return { ...difference, everybody: others };
}
