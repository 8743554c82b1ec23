/** What is kept of the past at each event of the same modality, from hardly the last event to all. */
export const FORGETTING_RATES = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/**
 * The mixture without a policy: these rates count alike. The two shortest are for a policy that knows
 * when; counted always, they make the mixture worse.
 */
export const EQUAL_MIXTURE: readonly number[] = FORGETTING_RATES.map((kept) =>
  kept < 0.6 ? 0 : 1 / 6,
);

/** One sum of imprints for each forgetting rate: s ← keep · s + imprint. */
export class ForgettingBank {
  /** [rates, dimension] */
  readonly sums: Float64Array;

  constructor(
    readonly kept: readonly number[],
    readonly dimension: number,
  ) {
    this.sums = new Float64Array(kept.length * dimension);
  }

  /** Takes in one event: `dimension` numbers of `imprints` from `offset` on. */
  remember(imprints: Float64Array, offset: number): void {
    const { kept, dimension, sums } = this;
    for (let rate = 0; rate < kept.length; rate += 1) {
      const row = rate * dimension;
      for (let axis = 0; axis < dimension; axis += 1) {
        sums[row + axis] = kept[rate] * sums[row + axis] + imprints[offset + axis];
      }
    }
  }

  /** Writes the sums at length 1, [rates, dimension], and gives their lengths; zero stays zero. */
  directions(into: Float64Array): Float64Array {
    const { kept, dimension, sums } = this;
    const lengths = new Float64Array(kept.length);
    for (let rate = 0; rate < kept.length; rate += 1) {
      const row = rate * dimension;
      let square = 0;
      for (let axis = 0; axis < dimension; axis += 1) square += sums[row + axis] ** 2;
      const length = Math.sqrt(square);
      lengths[rate] = length;
      const scale = length > 0 ? 1 / length : 0;
      for (let axis = 0; axis < dimension; axis += 1) into[row + axis] = scale * sums[row + axis];
    }
    return lengths;
  }
}
