import {
  type FusionNetwork,
  type HistoryReader,
  type InputSchema,
  withOnly,
} from '../../model/index.ts';
import { RandomSource } from '../../tensor/random-source.ts';
import { type FeatureTable, featureTable } from '../feature-table.ts';
import type { LabelledRow } from './labelled-rows.ts';
import { profileFeatureNames, profileFeatures } from './profile-features.ts';

const POORER_SHARE = 0.15;

/** A row that is read with these modalities only. */
export interface SeenRow extends LabelledRow {
  readonly modalities: readonly string[];
}

/**
 * The rows, and some of them again without some or all of their modalities: who is served may have
 * less than who is learned from, and trees only know what to do with the unknown if they have met it.
 */
export function withPoorer(
  rows: readonly LabelledRow[],
  schema: InputSchema,
  seed: number,
): SeenRow[] {
  const random = RandomSource.fromSeed(seed);
  const names = namesOf(schema);
  const poorer = rows
    .filter(() => random.uniform() < POORER_SHARE)
    .map((row) => ({ ...row, modalities: names.filter(() => random.uniform() < 0.5) }));
  return [...whole(rows, schema), ...poorer];
}

/** The rows with all of their modalities. */
export function whole(rows: readonly LabelledRow[], schema: InputSchema): SeenRow[] {
  const modalities = namesOf(schema);
  return rows.map((row) => ({ ...row, modalities }));
}

function namesOf({ modalities }: InputSchema): string[] {
  return modalities.map(({ name }) => name);
}

/** Rows as the reader and the network see them. */
export function tableOf(
  network: FusionNetwork,
  reader: HistoryReader,
  rows: readonly SeenRow[],
): FeatureTable {
  const read = rows.map(({ history, asOf, modalities }) => {
    const input = withOnly(network.schema, reader.read(history, asOf), modalities);
    return profileFeatures(network.schema, history, asOf, input, network.encode(input).mean);
  });
  return profileTable(network, read);
}

/** @param rows each as `profileFeatures` gives it */
export function profileTable(network: FusionNetwork, rows: readonly Float32Array[]): FeatureTable {
  const { names, groups } = profileFeatureNames(network.schema, network.dimension);
  return featureTable(
    names.map((name, at) => ({
      name,
      group: groups[at],
      values: Float32Array.from(rows, (row) => row[at]),
    })),
  );
}
