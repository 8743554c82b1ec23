import {
  gateInputs,
  type InputSchema,
  type ItemSequence,
  type ModalitySchema,
  type NetworkSettings,
  type Normaliser,
  tokenExtras,
  writeToken,
} from '../model/index.ts';
import type { RaggedSequence, TrainingSet } from './training-set.ts';

/** A row of one of several training sets. */
export interface RowReference {
  readonly set: TrainingSet;
  readonly row: number;
  /** [modalities], 1 where the modality takes part in this step. */
  readonly present: Uint8Array;
}

/** Recent items of a batch, padded to the longest. */
export interface SequenceBatch {
  readonly length: number;
  /** [rows · length], -1 where padded */
  readonly items: Int32Array;
  /** [rows · length, types + 1] */
  readonly tokens: Float32Array;
  /** [rows, length] */
  readonly mask: Float32Array;
}

export interface ModalityBatch {
  /** [rows, features], standardised */
  readonly features: Float32Array;
  /** [rows, 1] */
  readonly present: Float32Array;
  readonly sequence: SequenceBatch | null;
}

/** The inputs of one step, padded and on the network's scale. */
export interface Batch {
  readonly rows: number;
  /** The longest row's number of candidates; others are padded. */
  readonly candidates: number;
  readonly modalities: readonly ModalityBatch[];
  /** [rows, states + modalities] */
  readonly state: Float32Array;
  /** [rows · candidates], -1 where padded */
  readonly items: Int32Array;
  /** [rows, candidates, columns] */
  readonly columns: Float32Array;
  /** [rows, candidates], 1 where there is a candidate */
  readonly mask: Float32Array;
}

export function buildBatch(
  references: readonly RowReference[],
  normaliser: Normaliser,
  settings: NetworkSettings,
): Batch {
  const { schema } = references[0].set;
  const rows = references.length;
  const candidates = Math.max(1, ...references.map(candidateCount));
  const columnCount = schema.columns.length;
  const stateWidth = gateInputs(schema);
  const state = new Float32Array(rows * stateWidth);
  const items = new Int32Array(rows * candidates).fill(-1);
  const columns = new Float32Array(rows * candidates * columnCount);
  const mask = new Float32Array(rows * candidates);
  references.forEach((reference, index) => {
    const { set, row, present } = reference;
    const from = set.candidatePointers[row];
    const count = candidateCount(reference);
    const start = index * candidates;
    items.set(set.candidateItems.subarray(from, from + count), start);
    mask.fill(1, start, start + count);
    normaliser.columns(
      set.columnValues,
      from * columnCount,
      count,
      present,
      columns,
      start * columnCount,
    );
    normaliser.state(set.state, row * schema.states.length, present, state, index * stateWidth);
  });
  const modalities = schema.modalities.map((_, modality) => {
    const own = references.map((reference) => rowOf(reference, modality));
    return modalityBatch(own, modality, normaliser, { schema, settings });
  });
  return { rows, candidates, modalities, state, items, columns, mask };
}

export function candidateCount({ set, row }: Pick<RowReference, 'set' | 'row'>): number {
  return set.candidatePointers[row + 1] - set.candidatePointers[row];
}

/** What one user has of a modality. */
export interface ModalityRow {
  /** Raw, the user's own from `from` on. */
  readonly features: Float32Array;
  readonly from: number;
  readonly sequence: ItemSequence | null;
}

/**
 * One modality of several users.
 * @param rows null where the modality is absent or left out
 */
export function modalityBatch(
  rows: readonly (ModalityRow | null)[],
  modality: number,
  normaliser: Normaliser,
  { schema, settings }: { readonly schema: InputSchema; readonly settings: NetworkSettings },
): ModalityBatch {
  const { featureNames, sequenceTypes } = schema.modalities[modality];
  const width = featureNames.length;
  const features = new Float32Array(rows.length * width);
  const present = new Float32Array(rows.length);
  rows.forEach((row, index) => {
    if (row === null) return;
    present[index] = 1;
    normaliser.features(modality, row.features, row.from, features, index * width);
  });
  const sequences = rows.map((row) => row?.sequence ?? null);
  const sequence =
    sequenceTypes === null
      ? null
      : sequenceBatch(sequences, schema.modalities[modality], settings.sequenceLength);
  return { features, present, sequence };
}

function sequenceBatch(
  given: readonly (ItemSequence | null)[],
  schema: ModalitySchema,
  limit: number,
): SequenceBatch {
  const extras = tokenExtras(schema);
  const sequences = given.map((sequence) => sequence && latest(sequence, limit));
  const length = Math.max(1, ...sequences.map((sequence) => sequence?.items.length ?? 0));
  const items = new Int32Array(given.length * length).fill(-1);
  const tokens = new Float32Array(given.length * length * extras);
  const mask = new Float32Array(given.length * length);
  sequences.forEach((sequence, index) => {
    sequence?.items.forEach((item, position) => {
      if (item < 0) return;
      const at = index * length + position;
      items[at] = item;
      mask[at] = 1;
      writeToken(schema, sequence, position, tokens, at * extras);
    });
  });
  return { length, items, tokens, mask };
}

function latest({ items, types, ages }: ItemSequence, limit: number): ItemSequence {
  const from = Math.max(0, items.length - limit);
  return {
    items: items.subarray(from),
    types: types.subarray(from),
    ages: ages.subarray(from),
  };
}

function rowOf({ set, row, present }: RowReference, modality: number): ModalityRow | null {
  if (present[modality] === 0) return null;
  const { features, sequence } = set.modalities[modality];
  const from = row * set.schema.modalities[modality].featureNames.length;
  return { features, from, sequence: sequence && sequenceOf(sequence, row) };
}

function sequenceOf({ pointers, items, types, ages }: RaggedSequence, row: number): ItemSequence {
  const [start, end] = [pointers[row], pointers[row + 1]];
  return {
    items: items.subarray(start, end),
    types: types.subarray(start, end),
    ages: ages.subarray(start, end),
  };
}
