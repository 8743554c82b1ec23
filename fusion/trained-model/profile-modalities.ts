import {
  EncodedProfileModality,
  type EncodedUser,
  type FusionNetwork,
  type InputSchema,
  type ModalitySummary,
  type UserInput,
  withOnly,
} from '../model/index.ts';

const NO_NAMES: readonly string[] = Object.freeze([]);
const NO_VALUES = new Float32Array(0);

/** What all profiles have in common of a modality. */
export interface ShownModality {
  readonly name: string;
  /** A list that nobody changes. */
  readonly featureNames: readonly string[];
  /** Which of the score columns are the modality's. */
  readonly columns: readonly number[];
}

/** What profiles show of each modality of a schema. */
export function shownModalities({ modalities, columns }: InputSchema): readonly ShownModality[] {
  return modalities.map(({ name, featureNames }) => ({
    name,
    featureNames: Object.freeze([...featureNames]),
    columns: columns.flatMap(({ modality }, column) => (modality === name ? [column] : [])),
  }));
}

/** A user's modalities as profiles show them. @param shown of the network's schema */
export function profileModalities(
  network: FusionNetwork,
  shown: readonly ShownModality[],
  summaries: readonly ModalitySummary[],
  input: UserInput,
  user: EncodedUser,
): EncodedProfileModality[] {
  const { schema } = network;
  const heard = network.heard(input);
  const isWhole = input.modalities.filter(({ present }) => present).length === heard.length;
  const gates = isWhole ? user.gates : network.gates(withOnly(schema, input, heard));
  return shown.map(({ name, featureNames, columns }, index) => {
    const present = user.present[index] === 1;
    const names = present ? featureNames : NO_NAMES;
    const values = present ? input.modalities[index].features : NO_VALUES;
    const summary = summaries.find((own) => own.name === name);
    return new EncodedProfileModality(
      name,
      present,
      user.modalities[index].weight,
      present && !heard.includes(name) ? 0 : meanGate(columns, gates),
      summary?.events ?? 0,
      summary?.lastAt ?? null,
      names,
      values,
    );
  });
}

/** The mean gate of some columns; 0 where there are none. */
function meanGate(columns: readonly number[], gates: ArrayLike<number>): number {
  let sum = 0;
  for (const column of columns) sum += gates[column];
  return sum / Math.max(1, columns.length);
}
