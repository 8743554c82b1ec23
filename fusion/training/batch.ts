import {
  gateInputs,
  type ItemSequence,
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
  const modalities = schema.modalities.map((_, modality) =>
    modalityBatch(references, modality, normaliser, settings),
  );
  return { rows, candidates, modalities, state, items, columns, mask };
}

export function candidateCount({ set, row }: Pick<RowReference, 'set' | 'row'>): number {
  return set.candidatePointers[row + 1] - set.candidatePointers[row];
}

function modalityBatch(
  references: readonly RowReference[],
  modality: number,
  normaliser: Normaliser,
  settings: NetworkSettings,
): ModalityBatch {
  const { featureNames, sequenceTypes } = references[0].set.schema.modalities[modality];
  const width = featureNames.length;
  const features = new Float32Array(references.length * width);
  const present = new Float32Array(references.length);
  references.forEach(({ set, row, present: taken }, index) => {
    if (taken[modality] === 0) return;
    present[index] = 1;
    normaliser.features(
      modality,
      set.modalities[modality].features,
      row * width,
      features,
      index * width,
    );
  });
  const sequence =
    sequenceTypes === null ? null : sequenceBatch(references, modality, settings.sequenceLength);
  return { features, present, sequence };
}

function sequenceBatch(
  references: readonly RowReference[],
  modality: number,
  limit: number,
): SequenceBatch {
  const schema = references[0].set.schema.modalities[modality];
  const extras = tokenExtras(schema);
  const sequences = references.map(({ set, row, present }) => {
    const ragged = set.modalities[modality].sequence;
    return present[modality] === 0 || ragged === null ? null : sequenceOf(ragged, row, limit);
  });
  const length = Math.max(1, ...sequences.map((sequence) => sequence?.items.length ?? 0));
  const items = new Int32Array(references.length * length).fill(-1);
  const tokens = new Float32Array(references.length * length * extras);
  const mask = new Float32Array(references.length * length);
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

/** The most recent `limit` positions of one row. */
function sequenceOf(ragged: RaggedSequence, row: number, limit: number): ItemSequence {
  const end = ragged.pointers[row + 1];
  const start = Math.max(ragged.pointers[row], end - limit);
  return {
    items: ragged.items.subarray(start, end),
    types: ragged.types.subarray(start, end),
    ages: ragged.ages.subarray(start, end),
  };
}
