import type { DenseLayer } from '../linear/index.ts';
import { type EmbeddingTable, LOG_PRECISION_LIMIT, type ParameterLayout } from '../tensor/index.ts';
import { hostLayer, linear, rectify } from './host-layers.ts';
import { tokenExtras } from './network-layout.ts';
import type { NetworkSettings } from './network-settings.ts';
import { writeToken } from './sequence-token.ts';
import type { ItemSequence, ModalitySchema } from './user-input.ts';

/** Items whose part in the attention's scores is remembered. */
const ITEMS_KEPT = 100_000;

/** A modality's opinion of where a user lies: a Gaussian with diagonal precision. */
export interface Expert {
  /** [dimension] */
  readonly mean: Float32Array;
  /** [dimension] */
  readonly precision: Float32Array;
}

/** One modality's encoder on plain arrays; agrees with the tensor graph to rounding. */
export class HostEncoder {
  readonly #attention: DenseLayer | null;
  readonly #first: DenseLayer;
  readonly #second: DenseLayer;
  readonly #mean: DenseLayer;
  readonly #precision: DenseLayer;
  /** What one `encode` works on before it returns: to make these anew costs as much as to fill them. */
  readonly #input: Float32Array;
  readonly #pooled: Float32Array;
  readonly #hidden: readonly [Float32Array, Float32Array];
  /** What the attention reads of a position beside the item's vector. */
  readonly #extras: Float32Array;
  /** [positions, heads], and of one head what its scores are raised to, [positions]. */
  readonly #scores: Float32Array;
  readonly #raised: Float64Array;
  readonly #scoresOfItems = new Map<number, Float32Array>();

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
    const hidden = ({ outputs }: DenseLayer) => new Float32Array(outputs);
    this.#hidden = [hidden(this.#first), hidden(this.#second)];
    const { sequenceLength } = settings;
    this.#extras = new Float32Array(tokenExtras(modality));
    this.#scores = new Float32Array(sequenceLength * attentionHeads);
    this.#raised = new Float64Array(sequenceLength);
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
    for (let position = start; position < sequence.items.length; position += 1) {
      const item = sequence.items[position];
      if (item < 0) continue;
      this.#score(attention, sequence, position, rows.length);
      rows.push(item * sequenceDimension);
    }
    const scores = this.#scores;
    for (let head = 0; head < attentionHeads; head += 1) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let token = 0; token < rows.length; token += 1) {
        highest = Math.max(highest, scores[token * attentionHeads + head]);
      }
      let total = 0;
      for (let token = 0; token < rows.length; token += 1) {
        const raised = Math.exp(scores[token * attentionHeads + head] - highest);
        this.#raised[token] = raised;
        total += raised;
      }
      const to = head * sequenceDimension;
      for (let token = 0; token < rows.length; token += 1) {
        const weight = this.#raised[token] / total;
        const from = rows[token];
        for (let axis = 0; axis < sequenceDimension; axis += 1) {
          pooled[to + axis] += weight * values[from + axis];
        }
      }
    }
  }

  /** Writes what each head makes of one position, the `token`th of those that are read. */
  #score(attention: DenseLayer, sequence: ItemSequence, position: number, token: number): void {
    const { attentionHeads, sequenceDimension } = this.settings;
    const known = this.#itemScores(attention, sequence.items[position]);
    const extras = this.#extras.fill(0);
    writeToken(this.modality, sequence, position, extras, 0);
    const to = token * attentionHeads;
    for (let head = 0; head < attentionHeads; head += 1) this.#scores[to + head] = known[head];
    for (let extra = 0; extra < extras.length; extra += 1) {
      const value = extras[extra];
      if (value === 0) continue;
      const row = (sequenceDimension + extra) * attentionHeads;
      for (let head = 0; head < attentionHeads; head += 1) {
        this.#scores[to + head] += value * attention.kernel[row + head];
      }
    }
  }

  /** What each head makes of an item wherever it stands, [heads]: the beginning of a score's sum. */
  #itemScores(attention: DenseLayer, item: number): Float32Array {
    let known = this.#scoresOfItems.get(item);
    if (known === undefined) {
      const { sequenceDimension } = this.settings;
      const from = item * sequenceDimension;
      known = linear(this.items.values.subarray(from, from + sequenceDimension), attention);
      if (this.#scoresOfItems.size >= ITEMS_KEPT) this.#scoresOfItems.clear();
      this.#scoresOfItems.set(item, known);
    }
    return known;
  }
}
