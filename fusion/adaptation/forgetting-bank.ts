import { Arena, placeOf } from '../linear/index.ts';

/** What is kept of the past at each event of the same modality, from hardly the last event to all. */
export const FORGETTING_RATES = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/**
 * The mixture without a policy: all rates but the two shortest count alike. These shortest are for a policy that knows
 * when; counted always, they make the mixture worse.
 */
export const EQUAL_MIXTURE: readonly number[] = FORGETTING_RATES.map((kept) =>
  kept < 0.6 ? 0 : 1 / 6,
);

/** 4 MB, over a hundred banks of a large catalogue: more than are followed at once. */
const arena = new Arena(2 ** 19);
/** Rows that are taken in at once. */
const STAGED = 4;

/** What a bank has in the kernels' memory. */
interface Resident {
  /** [rates + 1, width], the last one for a mixture of the others. */
  readonly sums: Float64Array;
  readonly kept: Float64Array;
  /** [4, width] */
  readonly rows: Float64Array;
  /** What `raised` comes to, [2]. */
  readonly raised: Float64Array;
}

/** One sum of rows for each forgetting rate, s ← keep · s + row, and what is asked of the beginnings of these sums. */
export class ForgettingBank {
  #resident: Resident | null = null;
  /** The sums, where others took their place; null before the first event. */
  #left: Float64Array | null = null;

  constructor(
    readonly kept: readonly number[],
    readonly width: number,
  ) {}

  /** [rates, width], and the row of a mixture, until another bank is asked. */
  get sums(): Float64Array {
    return this.#enter().sums;
  }

  /**
   * Takes in events in their order, a row of `width` numbers each.
   * @throws {RangeError} for a row of another width
   */
  remember(rows: readonly Float64Array[]): void {
    const { width, kept } = this;
    for (const { length } of rows) {
      if (length !== width)
        throw new RangeError(`A bank of ${width} cannot take a row of ${length}.`);
    }
    const resident = this.#enter();
    const [sums, ofKept] = [placeOf(resident.sums), placeOf(resident.kept)];
    const staged = placeOf(resident.rows);
    const rates = kept.length;
    let event = 0;
    for (; event + STAGED <= rows.length; event += STAGED) {
      for (let one = 0; one < STAGED; one += 1) resident.rows.set(rows[event + one], one * width);
      arena.run.rememberFour(sums, width, ofKept, rates, staged);
    }
    for (; event < rows.length; event += 1) {
      resident.rows.set(rows[event]);
      arena.run.remember(sums, width, ofKept, rates, staged);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#left = null;
    this.#resident?.sums.fill(0);
  }

  /** The greatest of the first `count` sums of a rate. */
  maximum(rate: number, count: number): number {
    const { sums } = this.#enter();
    return arena.run.maximum(placeOf(sums, rate * this.width), count);
  }

  /** How many of the first `count` sums of a rate, times a scale, are greater than another number. */
  countAbove(rate: number, count: number, scale: number, least: number): number {
    const { sums } = this.#enter();
    return arena.run.countAbove(placeOf(sums, rate * this.width), count, scale, least);
  }

  /**
   * Of x = scale · sum − shift, for the first `count` sums of a rate, what e^x and x · e^x come to, [2], to 14 digits,
   * until the next call. A rate behind the last one is the mixture.
   */
  raised(rate: number, count: number, scale: number, shift: number): Float64Array {
    const { sums, raised } = this.#enter();
    arena.run.raised(placeOf(sums, rate * this.width), count, scale, shift, placeOf(raised));
    return raised;
  }

  /**
   * Mixes the first `count` sums of the rates into a row of their own, behind the last one.
   * @param weights [rates]
   * @param base added too, times a weight, [count]
   */
  mix(count: number, weights: ArrayLike<number>, base: Float64Array, baseWeight: number): void {
    const { sums } = this.#enter();
    const rates = this.kept.length;
    const from = rates * this.width;
    for (let k = 0; k < count; k += 1) sums[from + k] = baseWeight * base[k];
    for (let rate = 0; rate < rates; rate += 1) {
      if (weights[rate] === 0) continue;
      const own = placeOf(sums, rate * this.width);
      arena.run.addScaled(placeOf(sums, from), weights[rate], own, count);
    }
  }

  #enter(): Resident {
    if (this.#resident !== null) return this.#resident;
    const { kept, width } = this;
    const ofSums = (kept.length + 1) * width;
    const all = arena.take(ofSums + kept.length + STAGED * width + 2, () => {
      this.#left = this.#resident?.sums.slice() ?? null;
      this.#resident = null;
    });
    const sums = all.subarray(0, ofSums);
    const ofRows = ofSums + kept.length;
    const ofRaised = ofRows + STAGED * width;
    if (this.#left === null) sums.fill(0);
    else sums.set(this.#left);
    this.#left = null;
    all.set(kept, ofSums);
    this.#resident = {
      sums,
      kept: all.subarray(ofSums, ofRows),
      rows: all.subarray(ofRows, ofRaised),
      raised: all.subarray(ofRaised),
    };
    return this.#resident;
  }
}
