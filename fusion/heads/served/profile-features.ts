import { EventSeries, rhythmAggregates } from '../../aggregates/index.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { InputSchema, UserInput } from '../../model/index.ts';

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

/**
 * One user at one instant: every modality's own features, the rhythm of its events, and the fused
 * vector. A modality that the user does not have is unknown, not zero.
 * @param vector [dimension]
 * @returns in the order of `profileFeatureNames`
 */
export function profileFeatures(
  schema: InputSchema,
  history: UserHistory,
  asOf: number,
  { modalities }: Pick<UserInput, 'modalities'>,
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
