import type { InputSchema } from './user-input.ts';

/** Standardised values are held within ±this, so that one wild value cannot swamp the rest. */
export const CLIP = 5;

/** Mean and standard deviation of each of some values. */
export interface Standard {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** A feature's spread: what the encoder standardises by, and what reconstruction scales to [0, 1]. */
export interface FeatureScale extends Standard {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export interface Scales {
  readonly features: readonly FeatureScale[];
  readonly state: Standard;
  readonly columns: Standard;
  readonly labels: Standard;
}

/**
 * Brings raw inputs to the network's scale, the same way in training and in serving.
 * `present` says which modalities take part: what belongs to another reads as the average user
 * or as no opinion, so leaving a modality out and not having it are one and the same.
 */
export class Normaliser {
  readonly #stateOwners: readonly number[];
  readonly #columnOwners: readonly number[];

  constructor(
    schema: InputSchema,
    readonly scales: Scales,
  ) {
    const names = schema.modalities.map(({ name }) => name);
    this.#stateOwners = schema.states.map(({ modality }) => ownerOf(modality, names));
    this.#columnOwners = schema.columns.map(({ modality }) => ownerOf(modality, names));
  }

  /** Standardises one user's features of a modality. */
  features(modality: number, source: Float32Array, from: number, into: Float32Array, to: number) {
    const { mean, deviation } = this.scales.features[modality];
    for (let index = 0; index < mean.length; index += 1) {
      into[to + index] = clip((source[from + index] - mean[index]) / deviation[index]);
    }
  }

  /** Scales one user's features of a modality to [0, 1]: the targets of reconstruction. */
  shares(modality: number, source: Float32Array, from: number, into: Float32Array, to: number) {
    const { low, high } = this.scales.features[modality];
    for (let index = 0; index < low.length; index += 1) {
      const span = high[index] - low[index];
      const share = span > 0 ? (source[from + index] - low[index]) / span : 0.5;
      into[to + index] = Math.min(1, Math.max(0, share));
    }
  }

  /** What the gates read of one user: the standardised state, then which modalities are present. */
  state(
    source: Float32Array,
    from: number,
    present: Uint8Array,
    into: Float32Array,
    to: number,
  ): void {
    const { mean, deviation } = this.scales.state;
    const owners = this.#stateOwners;
    for (let index = 0; index < owners.length; index += 1) {
      const raw = source[from + index];
      const known = (owners[index] < 0 || present[owners[index]] === 1) && !Number.isNaN(raw);
      into[to + index] = known ? clip((raw - mean[index]) / deviation[index]) : 0;
    }
    for (let index = 0; index < present.length; index += 1) {
      into[to + owners.length + index] = present[index];
    }
  }

  /** Standardises the columns of `count` candidates of one user. */
  columns(
    source: Float32Array,
    from: number,
    count: number,
    present: Uint8Array,
    into: Float32Array,
    to: number,
  ): void {
    const owners = this.#columnOwners;
    const width = owners.length;
    const { mean, deviation } = this.scales.columns;
    const center = Float64Array.from(mean);
    // What is no number fails both comparisons below, and so reads as no opinion.
    const scale = Float64Array.from(owners, (owner, column) =>
      owner < 0 || present[owner] === 1 ? 1 / deviation[column] : Number.NaN,
    );
    // Row by row, as the values lie: a training step does this for millions of them.
    for (let row = 0; row < count; row += 1) {
      const first = from + row * width;
      const target = to + row * width;
      for (let column = 0; column < width; column += 1) {
        const value = (source[first + column] - center[column]) * scale[column];
        into[target + column] =
          value >= -CLIP ? (value <= CLIP ? value : CLIP) : value < -CLIP ? -CLIP : 0;
      }
    }
  }
}

function clip(value: number): number {
  return Math.min(CLIP, Math.max(-CLIP, value));
}

/** -1 for what belongs to no modality. */
function ownerOf(modality: string | null, names: readonly string[]): number {
  return modality === null ? -1 : names.indexOf(modality);
}
