import {
  type ColumnSchema,
  EncodedProfileModality,
  type EncodedUser,
  type FusionNetwork,
  type ModalitySummary,
  type UserInput,
  withOnly,
} from '../model/index.ts';

const NO_NAMES: readonly string[] = Object.freeze([]);
const NO_VALUES = new Float32Array(0);

/**
 * A user's modalities as profiles show them.
 * @param featureNames of each modality of the schema, lists that nobody changes
 */
export function profileModalities(
  network: FusionNetwork,
  featureNames: readonly (readonly string[])[],
  summaries: readonly ModalitySummary[],
  input: UserInput,
  user: EncodedUser,
): EncodedProfileModality[] {
  const { schema } = network;
  const heard = network.heard(input);
  const isWhole = input.modalities.filter(({ present }) => present).length === heard.length;
  const gates = isWhole ? user.gates : network.gates(withOnly(schema, input, heard));
  return schema.modalities.map(({ name }, index) => {
    const present = user.present[index] === 1;
    const names = present ? featureNames[index] : NO_NAMES;
    const values = present ? input.modalities[index].features : NO_VALUES;
    const summary = summaries.find((own) => own.name === name);
    return new EncodedProfileModality(
      name,
      present,
      user.modalities[index].weight,
      present && !heard.includes(name) ? 0 : meanGate(schema.columns, name, gates),
      summary?.events ?? 0,
      summary?.lastAt ?? null,
      names,
      values,
    );
  });
}

/** The mean gate of a modality's columns; 0 where it has none. */
function meanGate(
  columns: readonly ColumnSchema[],
  modality: string,
  gates: ArrayLike<number>,
): number {
  let sum = 0;
  let count = 0;
  for (let column = 0; column < columns.length; column += 1) {
    if (columns[column].modality !== modality) continue;
    sum += gates[column];
    count += 1;
  }
  return sum / Math.max(1, count);
}
