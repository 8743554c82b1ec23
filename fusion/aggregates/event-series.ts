/** How many events fell into a window, and what their amounts sum to. */
export interface WindowSums {
  readonly count: number;
  readonly sum: number;
}

/**
 * The dated amounts of one key (a user, a card, a shop), oldest first, with running sums: any window
 * is two searches away.
 */
export class EventSeries {
  /** Milliseconds since the epoch, ascending. */
  readonly at: Float64Array;
  readonly #running: Float64Array;

  /** @throws {RangeError} where the instants are not ascending or the lengths differ */
  constructor(at: ArrayLike<number>, amounts: ArrayLike<number>) {
    if (at.length !== amounts.length) {
      throw new RangeError(`${at.length} instants and ${amounts.length} amounts are not pairs.`);
    }
    this.at = Float64Array.from(at);
    this.#running = new Float64Array(at.length + 1);
    for (let place = 0; place < at.length; place += 1) {
      if (place > 0 && at[place] < at[place - 1]) {
        throw new RangeError(`Instant ${place} lies before the one in front of it.`);
      }
      this.#running[place + 1] = this.#running[place] + amounts[place];
    }
  }

  /** Over the events after `from` and up to and with `until`. */
  between(from: number, until: number): WindowSums {
    const start = this.#upTo(from);
    const end = Math.max(start, this.#upTo(until));
    return { count: end - start, sum: this.#running[end] - this.#running[start] };
  }

  /** The instant of the last event at or before `until`; null where there is none. */
  last(until: number): number | null {
    const count = this.#upTo(until);
    return count === 0 ? null : this.at[count - 1];
  }

  /** How many events lie at or before an instant. */
  #upTo(instant: number): number {
    let [low, high] = [0, this.at.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] <= instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const NOTHING = new EventSeries([], []);

/** Series by key. */
export class SeriesByKey {
  readonly #series = new Map<number | string, EventSeries>();

  /** @param rows in order of time; rows of amount NaN are left out */
  constructor(
    keys: ArrayLike<number | string>,
    at: ArrayLike<number>,
    amountOf: (row: number) => number,
  ) {
    const grouped = new Map<number | string, { at: number[]; amounts: number[] }>();
    for (let row = 0; row < keys.length; row += 1) {
      const amount = amountOf(row);
      if (Number.isNaN(amount)) continue;
      let own = grouped.get(keys[row]);
      if (own === undefined) {
        own = { at: [], amounts: [] };
        grouped.set(keys[row], own);
      }
      own.at.push(at[row]);
      own.amounts.push(amount);
    }
    for (const [key, own] of grouped) this.#series.set(key, new EventSeries(own.at, own.amounts));
  }

  /** A key's series; an empty one where it has no events. */
  of(key: number | string): EventSeries {
    return this.#series.get(key) ?? NOTHING;
  }
}
