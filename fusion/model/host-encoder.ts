import { type EmbeddingTable, LOG_PRECISION_LIMIT, type ParameterLayout } from '../tensor/index.ts';
import { type HostLayer, hostLayer, linear, rectify } from './host-layers.ts';
import { tokenExtras } from './network-layout.ts';
import type { NetworkSettings } from './network-settings.ts';
import { writeToken } from './sequence-token.ts';
import type { ItemSequence, ModalitySchema } from './user-input.ts';

/** A modality's opinion of where a user lies: a Gaussian with diagonal precision. */
export interface Expert {
  /** [dimension] */
  readonly mean: Float32Array;
  /** [dimension] */
  readonly precision: Float32Array;
}

/** One modality's encoder on plain arrays; agrees with the tensor graph to rounding. */
export class HostEncoder {
  readonly #attention: HostLayer | null;
  readonly #first: HostLayer;
  readonly #second: HostLayer;
  readonly #mean: HostLayer;
  readonly #precision: HostLayer;
  /** What one `encode` works on before it returns: to make these anew costs as much as to fill them. */
  readonly #input: Float32Array;
  readonly #pooled: Float32Array;
  readonly #hidden: readonly [Float32Array, Float32Array];

  constructor(
    private readonly modality: ModalitySchema,
    private readonly settings: NetworkSettings,
    layout: ParameterLayout,
    flat: Float32Array,
    private readonly items: EmbeddingTable,
  ) {
    const layer = (name: string) => hostLayer(layout, flat, `encoders/${modality.name}/${name}`);
    this.#attention = modality.sequenceTypes === null ? null : layer('attention');
    this.#first = layer('first');
    this.#second = layer('second');
    this.#mean = layer('mean');
    this.#precision = layer('precision');
    const { attentionHeads, sequenceDimension } = settings;
    const features = modality.featureNames.length;
    const pooled = this.#attention === null ? 0 : attentionHeads * sequenceDimension;
    this.#input = new Float32Array(features + pooled);
    this.#pooled = this.#input.subarray(features);
    const hidden = ({ outputs }: HostLayer) => new Float32Array(outputs);
    this.#hidden = [hidden(this.#first), hidden(this.#second)];
  }

  /** @param features [features], standardised */
  encode(features: Float32Array, sequence: ItemSequence | null): Expert {
    this.#input.set(features);
    this.#pool(sequence);
    const first = rectify(linear(this.#input, this.#first, this.#hidden[0]));
    const hidden = rectify(linear(first, this.#second, this.#hidden[1]));
    const limit = LOG_PRECISION_LIMIT;
    const precision = linear(hidden, this.#precision);
    for (let axis = 0; axis < precision.length; axis += 1) {
      precision[axis] = Math.exp(Math.min(limit, Math.max(-limit, precision[axis])));
    }
    return { mean: linear(hidden, this.#mean), precision };
  }

  /** Writes what each head sees in the sequence to the end of the input. */
  #pool(sequence: ItemSequence | null): void {
    const pooled = this.#pooled.fill(0);
    const attention = this.#attention;
    if (attention === null || sequence === null) return;
    const { attentionHeads, sequenceDimension, sequenceLength } = this.settings;
    const start = Math.max(0, sequence.items.length - sequenceLength);
    const { values } = this.items;
    const rows: number[] = [];
    const scores: Float32Array[] = [];
    const token = new Float32Array(sequenceDimension + tokenExtras(this.modality));
    for (let position = start; position < sequence.items.length; position += 1) {
      if (sequence.items[position] < 0) continue;
      const row = sequence.items[position] * sequenceDimension;
      token.fill(0, sequenceDimension);
      for (let axis = 0; axis < sequenceDimension; axis += 1) token[axis] = values[row + axis];
      writeToken(this.modality, sequence, position, token, sequenceDimension);
      rows.push(row);
      scores.push(linear(token, attention));
    }
    for (let head = 0; head < attentionHeads; head += 1) {
      let highest = Number.NEGATIVE_INFINITY;
      for (const score of scores) highest = Math.max(highest, score[head]);
      const raised = scores.map((score) => Math.exp(score[head] - highest));
      let total = 0;
      for (const value of raised) total += value;
      for (let index = 0; index < rows.length; index += 1) {
        const weight = raised[index] / total;
        for (let axis = 0; axis < sequenceDimension; axis += 1) {
          pooled[head * sequenceDimension + axis] += weight * values[rows[index] + axis];
        }
      }
    }
  }
}
