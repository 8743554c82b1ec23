import { Kernels } from '../../linear/index.ts';

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

let kernels: Kernels | null = null;
/** Whose items lie in the kernels' memory. */
let resident: LikenessTo | null = null;

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
  readonly #groups: number;
  /** In the kernels' memory behind what is packed: the other item, [leading], and the products, [items]. */
  #other: Float64Array = new Float64Array(0);
  #raw: Float64Array = new Float64Array(0);

  constructor(
    items: Int32Array,
    private readonly directions: Directions,
  ) {
    const { vectors, rank, leading, lengths } = directions;
    const groups = Math.ceil(items.length / LANES);
    this.#groups = groups;
    this.cosines = new Float64Array(items.length);
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
    const { run } = this.#resident();
    const [other, raw, cosines] = [this.#other, this.#raw, this.cosines];
    for (let k = 0; k < leading; k += 1) other[k] = vectors[item * rank + k];
    run.groupsOfEight(0, this.#groups, other.byteOffset, leading, raw.byteOffset);
    for (let place = 0; place < cosines.length; place += 1) {
      const product = this.#lengths[place] * lengths[item];
      // Where nothing was there to fit, items have no length at all.
      cosines[place] = product >= SHORTEST && raw[place] > 0 ? raw[place] / product : 0;
    }
  }

  /** The kernels, with these items in their memory. */
  #resident(): Kernels {
    kernels ??= new Kernels();
    if (resident === this) return kernels;
    const packed = this.#packed;
    const { leading } = this.directions;
    const behind = packed.length + leading;
    const memory = kernels.doubles(behind + this.#groups * LANES);
    memory.set(packed);
    this.#other = memory.subarray(packed.length, behind);
    this.#raw = memory.subarray(behind, behind + this.#groups * LANES);
    resident = this;
    return kernels;
  }
}
