/** What a grouping reads of a profile: an encoded one, or one as it is stored. */
export interface ProfileInput {
  readonly modalities: readonly {
    readonly name: string;
    readonly present: boolean;
    /** How many events its features were read from. */
    readonly events: number;
    readonly features: readonly { readonly name: string; readonly value: number }[];
  }[];
  /** The fused vector. */
  readonly vector: ArrayLike<number>;
}

/** One number of a profile. */
export interface ProfileColumn {
  /** Null for an entry of the fused vector. */
  readonly modality: string | null;
  readonly feature: string;
  readonly mean: number;
  /** Standard deviation over the users who have the feature; never zero. */
  readonly deviation: number;
  /** A part of a whole, 0 to 1, as the feature's label says: a category's, an hour's. */
  readonly share: boolean;
}

/** Whether a feature is a part of a whole. */
export type IsShare = (modality: string, feature: string) => boolean;

/** Further out than this a feature says no more than that it is extreme. */
const EXTREME = 4;
const SMALLEST_DEVIATION = 1e-6;

/** The columns of a set of profiles with their scales; those on which all users are alike are left out. */
export function fitColumns(profiles: readonly ProfileInput[], isShare: IsShare): ProfileColumn[] {
  const found = new Map<string, { modality: string | null; feature: string; values: number[] }>();
  for (const profile of profiles) {
    for (const { modality, feature, value } of numbersOf(profile)) {
      const key = columnKey(modality, feature);
      const column = found.get(key) ?? { modality, feature, values: [] };
      column.values.push(value);
      found.set(key, column);
    }
  }
  return [...found.values()].flatMap(({ modality, feature, values }) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const deviation = Math.sqrt(square);
    const share = modality !== null && isShare(modality, feature);
    return deviation > SMALLEST_DEVIATION ? [{ modality, feature, mean, deviation, share }] : [];
  });
}

/** What tells the columns of one profile from those of another: modality and feature. */
export function columnKey(modality: string | null, feature: string): string {
  return `${modality ?? ''}\0${feature}`;
}

/**
 * A profile in standard deviations from the mean, [columns]; what the user does not have is at the
 * mean, which says nothing either way.
 */
export function standardise(
  columns: readonly ProfileColumn[],
  profile: ProfileInput,
): Float32Array<ArrayBuffer> {
  const values = new Map<string, number>();
  for (const { modality, feature, value } of numbersOf(profile)) {
    values.set(columnKey(modality, feature), value);
  }
  return Float32Array.from(columns, ({ modality, feature, mean, deviation }) => {
    const value = values.get(columnKey(modality, feature));
    if (value === undefined) return 0;
    return Math.max(-EXTREME, Math.min(EXTREME, (value - mean) / deviation));
  });
}

export function* numbersOf(
  profile: ProfileInput,
): Generator<{ modality: string | null; feature: string; value: number; events: number }> {
  for (const { name, present, features, events } of profile.modalities) {
    if (!present) continue;
    for (const feature of features) {
      if (Number.isFinite(feature.value)) {
        yield { modality: name, feature: feature.name, value: feature.value, events };
      }
    }
  }
  for (let axis = 0; axis < profile.vector.length; axis += 1) {
    yield { modality: null, feature: String(axis), value: profile.vector[axis], events: 0 };
  }
}
