import type { ProfileInput } from '../learned/profile-columns.ts';
import { type Moments, momentsOf } from './statistics/compare-means.ts';

/** One feature of some users. */
export interface FeatureValues {
  readonly modality: string;
  readonly feature: string;
  /** [users]; NaN for whom it is not known of. */
  readonly values: Float64Array;
  /** Of all users. */
  readonly moments: Moments;
}

/** The features that any of the users has, [users] each, in a fixed order. */
export function featureValues(
  profiles: readonly Pick<ProfileInput, 'modalities'>[],
): FeatureValues[] {
  const found = new Map<string, { modality: string; feature: string; values: Float64Array }>();
  profiles.forEach(({ modalities }, user) => {
    for (const { name: modality, present, features } of modalities) {
      if (!present) continue;
      for (const { name: feature, value } of features) {
        if (!Number.isFinite(value)) continue;
        const key = `${modality}\0${feature}`;
        let column = found.get(key);
        if (column === undefined) {
          const values = new Float64Array(profiles.length).fill(Number.NaN);
          column = { modality, feature, values };
          found.set(key, column);
        }
        column.values[user] = value;
      }
    }
  });
  const everybody = [...profiles.keys()];
  return [...found]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, column]) => ({ ...column, moments: momentsOf(column.values, everybody) }));
}
