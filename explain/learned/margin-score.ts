import type { FeatureReader, ProfileFeatures } from '../../fusion/index.ts';
import { encodedNumber, type LearnedDefinition, marginOfInput } from '../../segments/index.ts';
import type { ProfileScore } from '../attribution/profile-score.ts';

type Modality = ProfileFeatures['modalities'][number];

/** Some entries of what a score is computed from. */
interface Block {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** The margin by which a user belongs to a learned segment, above zero for the one the user is in. */
export function marginScore(
  reader: Pick<FeatureReader, 'features'>,
  { grouping, group }: Pick<LearnedDefinition, 'grouping' | 'group'>,
): ProfileScore {
  const { columns } = grouping;
  const placesOf = new Map<string | null, Map<string, number>>();
  columns.forEach(({ modality, feature }, place) => {
    const known = placesOf.get(modality) ?? new Map<string, number>();
    placesOf.set(modality, known.set(feature, place));
  });
  const vectorPlaces = [...(placesOf.get(null) ?? [])].map(
    ([axis, place]) => [Number(axis), place] as const,
  );
  // The reader gives the same object for a modality that has not changed: it is read once.
  const blocks = new WeakMap<Modality, Block>();
  const blockOf = (modality: Modality): Block => {
    const known = blocks.get(modality) ?? readBlock(modality);
    blocks.set(modality, known);
    return known;
  };
  const readBlock = ({ name, events, features }: Modality): Block => {
    const own = placesOf.get(name);
    const block = { places: [] as number[], values: [] as number[] };
    for (const { name: feature, value } of features) {
      const place = own?.get(feature);
      if (place === undefined || !Number.isFinite(value)) continue;
      block.places.push(place);
      block.values.push(encodedNumber(columns[place], value, events));
    }
    return block;
  };
  return {
    columns,
    read(history, only) {
      const { modalities, vector } = reader.features(history, only);
      const row = new Float32Array(columns.length);
      for (const modality of modalities) {
        if (!modality.present) continue;
        const { places, values } = blockOf(modality);
        for (let at = 0; at < places.length; at += 1) row[places[at]] = values[at];
      }
      for (const [axis, place] of vectorPlaces) {
        row[place] = encodedNumber(columns[place], vector[axis], 0);
      }
      return row;
    },
    score: (row) => marginOfInput(grouping, row, group),
  };
}
