import { EventSeries, rhythmAggregates } from '../../aggregates/index.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { InputSchema } from '../../model/index.ts';

/** The group of the fused vector's entries. */
const VECTOR = 'vector';

const RHYTHM_NAMES = rhythmAggregates(new EventSeries([], []), 0).map(({ name }) => name);

/** What a head reads, by name and by the modality (or the fused vector) that it belongs to. */
export interface ProfileFeatureNames {
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

export function profileFeatureNames(schema: InputSchema, dimension: number): ProfileFeatureNames {
  const features = [
    ...schema.modalities.flatMap(({ name, featureNames }) =>
      [...featureNames, ...RHYTHM_NAMES.map((rhythm) => `rhythm ${rhythm}`)].map((feature) => ({
        name: `${name} ${feature}`,
        group: name,
      })),
    ),
    ...Array.from({ length: dimension }, (_, axis) => ({
      name: `${VECTOR} ${axis + 1}`,
      group: VECTOR,
    })),
  ];
  return {
    names: features.map(({ name }) => name),
    groups: features.map(({ group }) => group),
  };
}

/** What of a model's schema a row depends on. */
export interface SeenSchema {
  readonly modalities: readonly Pick<InputSchema['modalities'][number], 'name' | 'featureNames'>[];
}

/** A user's modalities in the order of the schema. */
export interface SeenModalities {
  readonly modalities: readonly {
    readonly present: boolean;
    readonly features: Iterable<number>;
  }[];
}

/**
 * One user at one instant: every modality's own features, the rhythm of its events, and the fused
 * vector. A modality that the user does not have is unknown, not zero.
 * @param vector [dimension]
 * @returns in the order of `profileFeatureNames`
 */
export function profileFeatures(
  schema: SeenSchema,
  history: UserHistory,
  asOf: number,
  { modalities }: SeenModalities,
  vector: Float32Array,
): Float32Array {
  const row: number[] = [];
  schema.modalities.forEach(({ name, featureNames }, index) => {
    const { present, features } = modalities[index];
    if (!present) {
      const width = featureNames.length + RHYTHM_NAMES.length;
      row.push(...new Array<number>(width).fill(Number.NaN));
      return;
    }
    const own = history.events.filter((event) => event.modality === name && event.at <= asOf);
    const series = new EventSeries(
      own.map(({ at }) => at),
      own.map(({ value }) => value ?? 0),
    );
    row.push(...features, ...rhythmAggregates(series, asOf).map(({ value }) => value));
  });
  // Without any modality the vector is the prior's: it says nothing of this user.
  const known = modalities.some(({ present }) => present);
  return Float32Array.from([...row, ...(known ? vector : vector.map(() => Number.NaN))]);
}

/** A profile as it is kept. */
export interface StoredProfile {
  readonly modalities: readonly {
    readonly name: string;
    readonly present: boolean;
    readonly features: readonly { readonly value: number }[];
  }[];
  /** [dimension] */
  readonly vector: ArrayLike<number>;
}

/**
 * The same of a profile that is encoded already, so that nothing has to be read anew.
 * @param modalities of the schema of the model that made the profile
 * @param asOf the instant that the profile speaks of, in milliseconds since the epoch
 */
export function profileRow(
  modalities: SeenSchema['modalities'],
  profile: StoredProfile,
  history: UserHistory,
  asOf: number,
): Float32Array {
  const byName = new Map(profile.modalities.map((modality) => [modality.name, modality]));
  const seen = modalities.map(({ name }) => {
    const own = byName.get(name);
    const features = (own?.features ?? []).map(({ value }) => value);
    return { present: own?.present ?? false, features };
  });
  const vector = Float32Array.from(profile.vector);
  return profileFeatures({ modalities }, history, asOf, { modalities: seen }, vector);
}
