import type { SparseMatrix } from '../linear/index.ts';
import { EmbeddingTable, type ParameterLayout, RandomSource } from '../tensor/index.ts';
import { networkLayout } from './network-layout.ts';
import type { NetworkSettings } from './network-settings.ts';
import type { InputSchema } from './user-input.ts';

/** Spread of the recent items' starting vectors. */
const SEQUENCE_SPREAD = 0.2;
/** High enough that an item seen once or twice learns little: free vectors memorise otherwise. */
const INITIAL_ACCUMULATOR = 0.1;

/** Everything that training changes. */
export interface NetworkWeights {
  readonly layout: ParameterLayout;
  /** All dense parameters, in the layout's order. */
  readonly flat: Float32Array;
  /** Vectors of items as the attention reads them. */
  readonly sequenceItems: EmbeddingTable;
  /** Vectors of items as candidates, matched with the user's; zero until learned. */
  readonly candidateItems: EmbeddingTable;
}

/** Weights at their seeded starting values. */
export function initialWeights(
  schema: InputSchema,
  settings: NetworkSettings,
  random: RandomSource,
): NetworkWeights {
  const layout = networkLayout(schema, settings);
  const table = (dimension: number, spread: number) =>
    new EmbeddingTable({
      rows: schema.itemCount,
      dimension,
      spread,
      random,
      initialAccumulator: INITIAL_ACCUMULATOR,
    });
  return {
    layout,
    flat: layout.initialise(random),
    sequenceItems: table(settings.sequenceDimension, SEQUENCE_SPREAD),
    candidateItems: table(settings.dimension, 0),
  };
}

/** Weights of the right shapes, to be filled from stored values. */
export function emptyWeights(schema: InputSchema, settings: NetworkSettings): NetworkWeights {
  const layout = networkLayout(schema, settings);
  const table = (dimension: number) =>
    new EmbeddingTable({
      rows: schema.itemCount,
      dimension,
      spread: 0,
      random: RandomSource.fromSeed(0),
      initialAccumulator: 0,
    });
  return {
    layout,
    flat: new Float32Array(layout.size),
    sequenceItems: table(settings.sequenceDimension),
    candidateItems: table(settings.dimension),
  };
}

/** The same with vectors for further items, each a mean of known ones'. @param standIns [further, items] */
export function weightsKnowing(weights: NetworkWeights, standIns: SparseMatrix): NetworkWeights {
  const grown = ({ values, dimension }: EmbeddingTable) => {
    const table = new EmbeddingTable({
      rows: standIns.columns + standIns.rows,
      dimension,
      spread: 0,
      random: RandomSource.fromSeed(0),
      initialAccumulator: 0,
    });
    table.values.set(values);
    table.values.set(standIns.multiply(values, dimension), values.length);
    return table;
  };
  return {
    ...weights,
    sequenceItems: grown(weights.sequenceItems),
    candidateItems: grown(weights.candidateItems),
  };
}
