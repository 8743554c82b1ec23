/** Items as directions. */
export interface Directions {
  /** [items, rank] */
  readonly vectors: Float32Array;
  readonly rank: number;
  /** How many of an item's numbers are compared. */
  readonly leading: number;
  /** [items], the length of those. */
  readonly lengths: Float64Array;
}

/** So many are compared at once: each number of the other item is fetched once for all of them. */
const LANES = 8;
const SHORTEST = 1e-12;

/**
 * Cosines of any item with some fixed ones, at least 0. The fixed ones are copied next to each other, eight
 * numbers from eight items in a row, because a user's items are compared with hundreds of candidates.
 */
export class LikenessTo {
  /** [items], as of the last item that was read. */
  readonly cosines: Float64Array;
  /** [items / lanes, leading, lanes], zeros behind the last item. */
  readonly #packed: Float64Array;
  /** [items], their lengths. */
  readonly #lengths: Float64Array;
  readonly #other: Float64Array;
  readonly #raw: Float64Array;

  constructor(
    private readonly items: Int32Array,
    private readonly directions: Directions,
  ) {
    const { vectors, rank, leading, lengths } = directions;
    const groups = Math.ceil(items.length / LANES);
    this.cosines = new Float64Array(items.length);
    this.#other = new Float64Array(leading);
    this.#raw = new Float64Array(groups * LANES);
    this.#lengths = Float64Array.from(items, (item) => lengths[item]);
    this.#packed = new Float64Array(groups * leading * LANES);
    for (let place = 0; place < items.length; place += 1) {
      const lane = place % LANES;
      const group = (place - lane) * leading;
      for (let k = 0; k < leading; k += 1) {
        this.#packed[group + k * LANES + lane] = vectors[items[place] * rank + k];
      }
    }
  }

  /** Fills `cosines` for an item. */
  read(item: number): void {
    const { vectors, rank, leading, lengths } = this.directions;
    const [packed, other, raw, cosines] = [this.#packed, this.#other, this.#raw, this.cosines];
    for (let k = 0; k < leading; k += 1) other[k] = vectors[item * rank + k];
    let at = 0;
    for (let place = 0; place < this.items.length; place += LANES) {
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      let fifth = 0;
      let sixth = 0;
      let seventh = 0;
      let eighth = 0;
      for (let k = 0; k < leading; k += 1) {
        const value = other[k];
        first += value * packed[at];
        second += value * packed[at + 1];
        third += value * packed[at + 2];
        fourth += value * packed[at + 3];
        fifth += value * packed[at + 4];
        sixth += value * packed[at + 5];
        seventh += value * packed[at + 6];
        eighth += value * packed[at + 7];
        at += LANES;
      }
      raw[place] = first;
      raw[place + 1] = second;
      raw[place + 2] = third;
      raw[place + 3] = fourth;
      raw[place + 4] = fifth;
      raw[place + 5] = sixth;
      raw[place + 6] = seventh;
      raw[place + 7] = eighth;
    }
    for (let place = 0; place < this.items.length; place += 1) {
      const product = this.#lengths[place] * lengths[item];
      // Where nothing was there to fit, items have no length at all.
      cosines[place] = product >= SHORTEST && raw[place] > 0 ? raw[place] / product : 0;
    }
  }
}
