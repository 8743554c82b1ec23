import type { FeatureReader, ProfileFeatures } from '../../fusion/index.ts';
import { assignInput, encoderInput, type LearnedDefinition } from '../../segments/index.ts';
import type { ProfileScore } from '../attribution/profile-score.ts';

type Modality = ProfileFeatures['modalities'][number];

/** The margin by which a user belongs to a learned segment, above zero for the one the user is in. */
export function marginScore(
  reader: Pick<FeatureReader, 'features'>,
  { grouping, group }: Pick<LearnedDefinition, 'grouping' | 'group'>,
): ProfileScore {
  const { columns } = grouping;
  const placesOf = new Map<string | null, number[]>();
  columns.forEach(({ modality }, place) => {
    const known = placesOf.get(modality);
    if (known) known.push(place);
    else placesOf.set(modality, [place]);
  });
  const columnsOf = new Map(
    [...placesOf].map(([name, places]) => [name, places.map((place) => columns[place])]),
  );
  // The reader gives the same object for a modality that has not changed: it is read once.
  const inputs = new WeakMap<Modality, Float32Array>();
  const inputOf = (modality: Modality): Float32Array => {
    const known = inputs.get(modality);
    if (known !== undefined) return known;
    const own = columnsOf.get(modality.name) ?? [];
    const input = encoderInput(own, { modalities: [modality], vector: [] });
    inputs.set(modality, input);
    return input;
  };
  return {
    columns,
    read(history, only) {
      const { modalities, vector } = reader.features(history, only);
      const row = new Float32Array(columns.length);
      const put = (name: string | null, input: Float32Array) => {
        placesOf.get(name)?.forEach((place, at) => {
          row[place] = input[at];
        });
      };
      for (const modality of modalities)
        if (modality.present) put(modality.name, inputOf(modality));
      put(null, encoderInput(columnsOf.get(null) ?? [], { modalities: [], vector }));
      return row;
    },
    score: (row) => assignInput(grouping, row).margins[group],
  };
}
