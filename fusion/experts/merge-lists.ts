/** What one source proposes, best first. */
export interface ProposedList {
  readonly items: ArrayLike<number>;
  /** How many it was asked for: its voice among the others, also where it has fewer. */
  readonly asked: number;
}

/** 2^32 by the golden ratio: multiplied by it, items that follow each other lie far apart. */
const SPREAD = 0x9e37_79b1;

/**
 * The distinct items of all lists, best first: what stands equally deep in lists of different lengths, as a
 * share of what was asked of each, comes equally early.
 */
export function mergeLists(lists: readonly ProposedList[]): Int32Array {
  const found = new DistinctItems(lists.reduce((sum, { items }) => sum + items.length, 0));
  const places = new Int32Array(lists.length);
  // How deep the next of each list stands; a list that is over has none.
  const depths = Float64Array.from(lists, ({ items, asked }) => depthOf(0, items.length, asked));
  for (;;) {
    let next = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < depths.length; list += 1) {
      if (depths[list] >= least) continue;
      least = depths[list];
      next = list;
    }
    if (next < 0) return found.items;
    const { items, asked } = lists[next];
    found.add(items[places[next]]);
    places[next] += 1;
    depths[next] = depthOf(places[next], items.length, asked);
  }
}

/** Distinct items in the order in which they came, without an object for each. */
class DistinctItems {
  readonly #items: Int32Array;
  /** A hash table of at least twice as many cells as items, open addressing: items plus one, 0 where none is. */
  readonly #cells: Int32Array;
  readonly #shift: number;
  #count = 0;

  constructor(most: number) {
    const bits = 33 - Math.clz32(most);
    this.#items = new Int32Array(most);
    this.#cells = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  get items(): Int32Array {
    return this.#items.slice(0, this.#count);
  }

  /** @param item at least 0 */
  add(item: number): void {
    const cells = this.#cells;
    let cell = Math.imul(item, SPREAD) >>> this.#shift;
    while (cells[cell] !== 0) {
      if (cells[cell] === item + 1) return;
      cell = (cell + 1) % cells.length;
    }
    cells[cell] = item + 1;
    this.#items[this.#count] = item;
    this.#count += 1;
  }
}

function depthOf(place: number, length: number, asked: number): number {
  return place < length ? (place + 0.5) / asked : Number.POSITIVE_INFINITY;
}
