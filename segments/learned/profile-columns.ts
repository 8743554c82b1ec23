/** What a grouping reads of a profile: an encoded one, or one as it is stored. */
export interface ProfileInput {
  readonly modalities: readonly {
    readonly name: string;
    readonly present: boolean;
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
}

/** Further out than this a feature says no more than that it is extreme. */
const EXTREME = 4;
const SMALLEST_DEVIATION = 1e-6;

/** The columns of a set of profiles with their scales; those on which all users are alike are left out. */
export function fitColumns(profiles: readonly ProfileInput[]): ProfileColumn[] {
  const found = new Map<string, { modality: string | null; feature: string; values: number[] }>();
  for (const profile of profiles) {
    for (const { modality, feature, value } of numbersOf(profile)) {
      const key = `${modality ?? ''}\0${feature}`;
      const column = found.get(key) ?? { modality, feature, values: [] };
      column.values.push(value);
      found.set(key, column);
    }
  }
  return [...found.values()].flatMap(({ modality, feature, values }) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const deviation = Math.sqrt(square);
    return deviation > SMALLEST_DEVIATION ? [{ modality, feature, mean, deviation }] : [];
  });
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
    values.set(`${modality ?? ''}\0${feature}`, value);
  }
  return Float32Array.from(columns, ({ modality, feature, mean, deviation }) => {
    const value = values.get(`${modality ?? ''}\0${feature}`);
    if (value === undefined) return 0;
    return Math.max(-EXTREME, Math.min(EXTREME, (value - mean) / deviation));
  });
}

function* numbersOf(
  profile: ProfileInput,
): Generator<{ modality: string | null; feature: string; value: number }> {
  for (const { name, present, features } of profile.modalities) {
    if (!present) continue;
    for (const feature of features) {
      if (Number.isFinite(feature.value)) {
        yield { modality: name, feature: feature.name, value: feature.value };
      }
    }
  }
  for (let axis = 0; axis < profile.vector.length; axis += 1) {
    yield { modality: null, feature: String(axis), value: profile.vector[axis] };
  }
}
