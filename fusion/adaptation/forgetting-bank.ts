/** What is kept of the past at each event of the same modality, from hardly the last event to all. */
export const FORGETTING_RATES = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/**
 * The mixture without a policy: all rates but the two shortest count alike. These shortest are for a policy that knows
 * when; counted always, they make the mixture worse.
 */
export const EQUAL_MIXTURE: readonly number[] = FORGETTING_RATES.map((kept) =>
  kept < 0.6 ? 0 : 1 / 6,
);

/** One sum of rows for each forgetting rate: s ← keep · s + row. */
export class ForgettingBank {
  /** [rates, width] */
  readonly sums: Float64Array;

  constructor(
    readonly kept: readonly number[],
    readonly width: number,
  ) {
    this.sums = new Float64Array(kept.length * width);
  }

  /** Takes in events in their order, a row of `width` numbers each. */
  remember(rows: readonly Float64Array[]): void {
    const rates = this.kept.length;
    // Four rates by four events: a sum, and a number of a row, is read once for four multiplications.
    const inFours = rates - (rates % 4);
    let event = 0;
    for (; event + 3 < rows.length; event += 4) {
      for (let rate = 0; rate < inFours; rate += 4) this.#rememberFour(rows, event, rate);
      for (let one = event; one < event + 4; one += 1) this.#rememberOne(rows[one], inFours);
    }
    for (; event < rows.length; event += 1) this.#rememberOne(rows[event], 0);
  }

  /** Forgets everything. */
  clear(): void {
    this.sums.fill(0);
  }

  /** Four rates take in four events. */
  #rememberFour(rows: readonly Float64Array[], event: number, rate: number): void {
    const { kept, width, sums } = this;
    const w = rows[event];
    const x = rows[event + 1];
    const y = rows[event + 2];
    const z = rows[event + 3];
    const one = kept[rate];
    const two = kept[rate + 1];
    const three = kept[rate + 2];
    const four = kept[rate + 3];
    const first = rate * width;
    for (let k = 0; k < width; k += 1) {
      const a = w[k];
      const b = x[k];
      const c = y[k];
      const d = z[k];
      const at = first + k;
      const second = at + width;
      const third = second + width;
      const fourth = third + width;
      sums[at] = one * (one * (one * (one * sums[at] + a) + b) + c) + d;
      sums[second] = two * (two * (two * (two * sums[second] + a) + b) + c) + d;
      sums[third] = three * (three * (three * (three * sums[third] + a) + b) + c) + d;
      sums[fourth] = four * (four * (four * (four * sums[fourth] + a) + b) + c) + d;
    }
  }

  /** The rates from one on take in an event. */
  #rememberOne(row: Float64Array, from: number): void {
    const { kept, width, sums } = this;
    for (let rate = from; rate < kept.length; rate += 1) {
      const keep = kept[rate];
      const first = rate * width;
      for (let k = 0; k < width; k += 1) sums[first + k] = keep * sums[first + k] + row[k];
    }
  }
}
