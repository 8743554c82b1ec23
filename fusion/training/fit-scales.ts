import type { FeatureScale, Scales, Standard } from '../model/index.ts';
import { TRAIN, type TrainingSet } from './training-set.ts';

/** Running sums over the known values of each of some columns. */
class Moments {
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;

  constructor(private readonly width: number) {
    this.#sums = new Float64Array(width);
    this.#squares = new Float64Array(width);
    this.#counts = new Float64Array(width);
  }

  /** Adds rows `from` to `to` - 1 of a matrix; NaN is unknown. */
  add(values: Float32Array, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      for (let column = 0; column < this.width; column += 1) {
        const value = values[row * this.width + column];
        if (Number.isNaN(value)) continue;
        this.#sums[column] += value;
        this.#squares[column] += value * value;
        this.#counts[column] += 1;
      }
    }
  }

  /** A column that never varies gets the deviation 1, so that it reads as 0 and not as noise. */
  standard(): Standard {
    const mean = new Float32Array(this.width);
    const deviation = new Float32Array(this.width);
    for (let column = 0; column < this.width; column += 1) {
      const count = Math.max(1, this.#counts[column]);
      const center = this.#sums[column] / count;
      const variance = Math.max(0, this.#squares[column] / count - center * center);
      mean[column] = center;
      deviation[column] = variance > 1e-10 * (1 + center * center) ? Math.sqrt(variance) : 1;
    }
    return { mean, deviation };
  }
}

/** Measures, on the training rows only, what inputs and labels are scaled by. */
export function fitScales(sets: readonly TrainingSet[]): Scales {
  const { schema } = sets[0];
  const state = new Moments(schema.states.length);
  const columns = new Moments(schema.columns.length);
  const labels = schema.labels.map(() => new Moments(1));
  for (const set of sets) {
    for (let user = 0; user < set.users; user += 1) {
      if (set.split[user] !== TRAIN) continue;
      state.add(set.state, user, user + 1);
      columns.add(set.columnValues, set.candidatePointers[user], set.candidatePointers[user + 1]);
      labels.forEach((moments, index) => {
        moments.add(set.labels[index], user, user + 1);
      });
    }
  }
  const ofLabels = labels.map((moments) => moments.standard());
  return {
    features: schema.modalities.map((_, modality) => featureScale(sets, modality)),
    state: state.standard(),
    columns: columns.standard(),
    labels: {
      mean: Float32Array.from(ofLabels, ({ mean }) => mean[0]),
      deviation: Float32Array.from(ofLabels, ({ deviation }) => deviation[0]),
    },
  };
}

/** Low and high are the 2nd and 98th percentile: one extreme user must not squeeze all others. */
function featureScale(sets: readonly TrainingSet[], modality: number): FeatureScale {
  const width = sets[0].schema.modalities[modality].featureNames.length;
  const moments = new Moments(width);
  const rows: Float32Array[] = [];
  for (const set of sets) {
    const { features, present } = set.modalities[modality];
    for (let user = 0; user < set.users; user += 1) {
      if (set.split[user] !== TRAIN || present[user] === 0) continue;
      moments.add(features, user, user + 1);
      rows.push(features.subarray(user * width, (user + 1) * width));
    }
  }
  const low = new Float32Array(width);
  const high = new Float32Array(width);
  for (let column = 0; column < width && rows.length > 0; column += 1) {
    const sorted = Float32Array.from(rows, (row) => row[column]).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
    low[column] = at(0.02);
    high[column] = at(0.98);
    if (low[column] === high[column]) {
      low[column] = sorted[0];
      high[column] = sorted[sorted.length - 1];
    }
  }
  return { ...moments.standard(), low, high };
}
