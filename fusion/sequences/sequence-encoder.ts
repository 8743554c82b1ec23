import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { EmbeddingTable, ParameterLayout } from '../tensor/index.ts';
import { padSequences, type SequenceBatch } from './sequence-batch.ts';
import { encodePositions, layoutTensors } from './sequence-graph.ts';
import type { SequenceSettings } from './sequence-settings.ts';

const SEQUENCES_A_TIME = 256;

/** A trained encoder: the vector of what a sequence leads to; its product with an item's is the score. */
export class SequenceEncoder {
  constructor(
    readonly settings: SequenceSettings,
    readonly layout: ParameterLayout,
    /** All weights but the items' vectors. */
    readonly flat: Float32Array,
    readonly items: EmbeddingTable,
  ) {}

  /**
   * The vectors of sequences, oldest item first; items that are not known are -1.
   * @returns [sequences, dimension]; zeros for an empty sequence
   */
  encode(sequences: readonly Int32Array[]): Float32Array {
    const { dimension, length } = this.settings;
    const vectors = new Float32Array(sequences.length * dimension);
    const order = [...sequences.keys()]
      .filter((row) => sequences[row].length > 0)
      .sort((left, right) => sequences[left].length - sequences[right].length);
    for (let start = 0; start < order.length; start += SEQUENCES_A_TIME) {
      const rows = order.slice(start, start + SEQUENCES_A_TIME);
      const batch = padSequences(
        rows.map((row) => sequences[row]),
        length,
        false,
      );
      const all = this.#positions(batch);
      rows.forEach((row, index) => {
        const last = index * batch.length + Math.min(sequences[row].length, length) - 1;
        vectors.set(all.subarray(last * dimension, (last + 1) * dimension), row * dimension);
      });
    }
    return vectors;
  }

  #positions(batch: SequenceBatch): Float32Array {
    const held: { result?: Float32Array } = {};
    tidy(() => {
      const parameters = layoutTensors(this.layout, this.flat);
      const input = positionTensors(batch, this.items, this.settings.length);
      held.result = encodePositions(
        this.settings,
        this.layout,
        parameters,
        { ...input, sequences: batch.sequences, length: batch.length },
        null,
      ).dataSync() as Float32Array;
    });
    return held.result as Float32Array;
  }
}

/** A batch as tensors: the items' vectors, and the places as rows of 0 and 1. */
export function positionTensors(batch: SequenceBatch, table: EmbeddingTable, places: number) {
  const positions = batch.items.length;
  const vectors = new Float32Array(positions * table.dimension);
  table.gather(batch.items, vectors);
  const placeRows = new Float32Array(positions * places);
  batch.places.forEach((place, position) => {
    placeRows[position * places + place] = 1;
  });
  return {
    vectors: tensor2d(vectors, [positions, table.dimension]),
    places: tensor2d(placeRows, [positions, places]),
  };
}
